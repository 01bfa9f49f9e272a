import type { Controller } from './context';
import { cronJobController } from './cronjob';
import { daemonSetController } from './daemonset';
import { deploymentController } from './deployment';
import { garbageCollector, namespaceController } from './garbage';
import { hpaController } from './hpa';
import { jobController } from './job';
import { pdbController } from './pdb';
import { replicaSetController } from './replicaset';
import { statefulSetController } from './statefulset';

/** The control loops of a kube-controller-manager. */
export const controllers: Controller[] = [
  deploymentController,
  replicaSetController,
  statefulSetController,
  daemonSetController,
  jobController,
  cronJobController,
  hpaController,
  pdbController,
  garbageCollector,
  namespaceController,
];
