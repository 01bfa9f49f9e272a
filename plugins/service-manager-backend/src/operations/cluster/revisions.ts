import type {
  Revision,
  WorkloadRef,
} from '@vtasker/backstage-plugin-service-manager-common';
import { diff } from '../pure/diff';
import type { TemplateSource } from '../types';
import type { ClusterAccess } from './ClusterAccess';
import { collectionPath } from './places';
import { selectorText } from './selector';
import { plainTemplate, templateDigest } from './templates';

const REVISION = 'deployment.kubernetes.io/revision';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** One earlier (or the current) template of a workload. */
export interface TemplateRevision {
  revision: number;
  source: TemplateSource;
  template: any;
  createdAt: string;
  changeCause?: string;
  current: boolean;
}

/** Newest first. By owner uid: labels can select what others own. */
export async function templateRevisions(
  access: ClusterAccess,
  ref: WorkloadRef,
  object: any,
): Promise<TemplateRevision[]> {
  const kind =
    ref.kind === 'Deployment'
      ? ('ReplicaSet' as const)
      : ('ControllerRevision' as const);
  const items = await access.list(
    ref.cluster,
    collectionPath(kind, ref.namespace),
    { labelSelector: selectorText(object.spec.selector) },
  );
  const current = templateDigest(object.spec.template);
  const revisions = items
    .filter(item =>
      item.metadata.ownerReferences?.some(
        (owner: any) => owner.controller && owner.uid === object.metadata.uid,
      ),
    )
    .map(item => {
      const template =
        kind === 'ReplicaSet' ? item.spec.template : item.data.spec.template;
      return {
        revision:
          kind === 'ReplicaSet'
            ? Number(item.metadata.annotations?.[REVISION] ?? 0)
            : Number(item.revision),
        source: { kind, name: item.metadata.name, uid: item.metadata.uid },
        template,
        createdAt: item.metadata.creationTimestamp,
        changeCause: item.metadata.annotations?.[CHANGE_CAUSE],
        current: false,
      };
    })
    .filter(item => item.revision > 0)
    .sort((a, b) => b.revision - a.revision);
  const now = revisions.find(item => templateDigest(item.template) === current);
  if (now) now.current = true;
  return revisions;
}

/** As a person is shown it. */
export function revisionView(item: TemplateRevision, object: any): Revision {
  const { $patch, ...template } = plainTemplate(item.template);
  return {
    revision: item.revision,
    current: item.current,
    createdAt: item.createdAt,
    images: (item.template.spec.containers ?? []).map((container: any) => ({
      container: container.name,
      image: container.image,
    })),
    changeCause: item.changeCause,
    diff: diff(
      { spec: { template: plainTemplate(object.spec.template) } },
      { spec: { template } },
    ),
  };
}
