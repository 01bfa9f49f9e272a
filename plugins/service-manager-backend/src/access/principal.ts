import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';

/**
 * Who calls, as history and audit name them: a user's entity ref or a
 * service's subject.
 */
export function actorRef(
  auth: AuthService,
  credentials: BackstageCredentials,
): string {
  if (auth.isPrincipal(credentials, 'user')) {
    return credentials.principal.userEntityRef;
  }
  if (auth.isPrincipal(credentials, 'service')) {
    return credentials.principal.subject;
  }
  return 'unauthenticated';
}

/**
 * Tells callers apart whose rights may differ: the same user through another
 * service, or the same service with other restrictions, is another caller.
 */
export function callerKey(
  auth: AuthService,
  credentials: BackstageCredentials,
): string {
  if (auth.isPrincipal(credentials, 'user')) {
    const { userEntityRef, actor } = credentials.principal;
    return JSON.stringify(['user', userEntityRef, actor?.subject ?? '']);
  }
  if (auth.isPrincipal(credentials, 'service')) {
    const { subject, accessRestrictions } = credentials.principal;
    return JSON.stringify(['service', subject, accessRestrictions ?? '']);
  }
  return 'none';
}
