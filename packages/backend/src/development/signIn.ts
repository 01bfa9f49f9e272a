import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { AuthenticationError, NotAllowedError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';

/** The header in which the development sign-in page names its choice. */
const PERSON_HEADER = 'x-development-person';

/**
 * Lets whoever opens the portal be one of the people listed under
 * `auth.providers.development.people`, without a password. For trying out what
 * different rights look like; it refuses to start in production.
 */
export const developmentSignIn = createBackendModule({
  pluginId: 'auth',
  moduleId: 'development-sign-in',
  register(reg) {
    reg.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
      },
      async init({ providers, config, logger }) {
        const people = config.getOptionalStringArray(
          'auth.providers.development.people',
        );
        if (!people) return;
        if (
          process.env.NODE_ENV === 'production' ||
          config.getOptionalString('auth.environment') === 'production'
        ) {
          throw new NotAllowedError(
            'auth.providers.development lets anybody be anybody and cannot be enabled in production. Remove it from the configuration.',
          );
        }
        logger.warn(
          'The development sign-in is enabled: whoever reaches this portal can be any of the people it lists',
        );
        providers.registerProvider({
          providerId: 'development',
          factory: createProxyAuthProviderFactory({
            authenticator: createProxyAuthenticator({
              defaultProfileTransform: async () => ({ profile: {} }),
              initialize: () => undefined,
              async authenticate({ req }) {
                const person = req.header(PERSON_HEADER);
                if (!person || !people.includes(person)) {
                  throw new AuthenticationError(
                    `Choose one of the people of the development sign-in: ${people.join(
                      ', ',
                    )}`,
                  );
                }
                return { result: { person } };
              },
            }),
            signInResolver: async ({ result }, context) =>
              context.signInWithCatalogUser({ entityRef: result.person }),
          }),
        });
      },
    });
  },
});
