import type { Entity } from '@backstage/catalog-model';
import type { ServiceProblem } from '@vtasker/backstage-plugin-service-manager-common';
import type { Target } from '../workloads';

/** An entity either names workloads or says why it does not. */
export type TargetResult =
  | { target: Target; problem?: undefined }
  | { target?: undefined; problem: ServiceProblem };

export type TargetOf = (entity: Entity) => TargetResult;
