import type { WorkloadSnapshot } from '../../workloads';
import type { GuardInput } from '../types';
import type { FieldWay } from './pointers';

/** What a verb writes, as the owner of the object sees it. */
export interface Written {
  ways: FieldWay[];
  /** As people call it. */
  what: string;
}

function imageWays(
  { parameters }: GuardInput,
  { workload }: WorkloadSnapshot,
  template: string[],
): FieldWay[] {
  if (!('images' in parameters)) return [];
  const { containers } = workload.spec.template;
  return parameters.images.flatMap(({ container }) => {
    const index = containers.findIndex(
      ({ name }) => container === undefined || name === container,
    );
    return index < 0
      ? []
      : [
          [
            ...template,
            'spec',
            'containers',
            [String(index), `name=${containers[index].name}`],
            'image',
          ],
        ];
  });
}

/** The fields of the workload that the verb writes. */
export function writtenBy(
  input: GuardInput,
  snapshot: WorkloadSnapshot,
): Written {
  const { kind } = snapshot.workload;
  const template =
    kind === 'CronJob'
      ? ['spec', 'jobTemplate', 'spec', 'template']
      : ['spec', 'template'];
  switch (input.verb) {
    case 'pause':
    case 'resume':
      return { ways: [['spec', 'paused']], what: 'pause' };
    case 'restart':
      return {
        ways: [[...template, 'metadata', 'annotations']],
        what: 'restart annotation',
      };
    case 'deploy':
      return { ways: imageWays(input, snapshot, template), what: 'image' };
    case 'rollback':
      return { ways: [template], what: 'pod template' };
    default:
      return kind === 'CronJob'
        ? { ways: [['spec', 'suspend']], what: 'suspension' }
        : { ways: [['spec', 'replicas']], what: 'number of replicas' };
  }
}

/** `/spec/replicas`, for people. */
export function pointerText(ways: FieldWay[]): string {
  return ways
    .map(way => way.map(part => `/${[part].flat()[0]}`).join(''))
    .join(', ');
}
