/**
 * The stable machine codes of errors, in `error.code` of an answer. `field`
 * names the offending input, `nextStep` says what to do.
 *
 * @public
 */
export const errorCodes = {
  invalidField: 'INVALID_FIELD',
  unknownField: 'UNKNOWN_FIELD',
  bodyTooLarge: 'BODY_TOO_LARGE',
  entityNotFound: 'ENTITY_NOT_FOUND',
  noWorkloads: 'NO_WORKLOADS',
  workloadNotFound: 'WORKLOAD_NOT_FOUND',
  workloadRequired: 'WORKLOAD_REQUIRED',
  verbNotApplicable: 'VERB_NOT_APPLICABLE',
  unknownCluster: 'UNKNOWN_CLUSTER',
  clusterUnavailable: 'CLUSTER_UNAVAILABLE',
  clusterForbidden: 'CLUSTER_FORBIDDEN',
  clusterRejected: 'CLUSTER_REJECTED',
  containerNotFound: 'CONTAINER_NOT_FOUND',
  invalidImage: 'INVALID_IMAGE',
  revisionNotFound: 'REVISION_NOT_FOUND',
  rolloutPaused: 'ROLLOUT_PAUSED',
  untilInPast: 'UNTIL_IN_PAST',
  preconditionFailed: 'PRECONDITION_FAILED',
  operationRunning: 'OPERATION_RUNNING',
  operationNotFound: 'OPERATION_NOT_FOUND',
  operationEnded: 'OPERATION_ENDED',
  notUndoable: 'NOT_UNDOABLE',
  blockedByGuard: 'BLOCKED_BY_GUARD',
  reasonRequired: 'REASON_REQUIRED',
  idempotencyKeyReused: 'IDEMPOTENCY_KEY_REUSED',
  tooManyWrites: 'TOO_MANY_WRITES',
  tooManyPreviews: 'TOO_MANY_PREVIEWS',
  tooManyQueries: 'TOO_MANY_QUERIES',
  tooManyStreams: 'TOO_MANY_STREAMS',
  notAllowed: 'NOT_ALLOWED',
  invalidCursor: 'INVALID_CURSOR',
  alertNotFound: 'ALERT_NOT_FOUND',
  silenceNotFound: 'SILENCE_NOT_FOUND',
  notSilenceable: 'NOT_SILENCEABLE',
  ruleNotFound: 'RULE_NOT_FOUND',
  removalNotFound: 'REMOVAL_NOT_FOUND',
  unknownRoute: 'UNKNOWN_ROUTE',
  notAuthenticated: 'NOT_AUTHENTICATED',
  dependencyUnavailable: 'DEPENDENCY_UNAVAILABLE',
  internal: 'INTERNAL',
} as const;

/** @public */
export type ErrorCode = (typeof errorCodes)[keyof typeof errorCodes];
