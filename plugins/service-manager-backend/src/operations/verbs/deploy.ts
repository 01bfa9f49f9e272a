import { ServiceManagerError } from '../../errors';
import { formatImage, imageVersion, resolveImage } from '../../workloads';
import type { WorkloadState, WrittenField } from '../types';
import { stuckPodWrites } from './stuckPods';
import type { VerbDefinition } from './types';
import {
  containersPath,
  field,
  templateContainers,
  workloadWrite,
} from './writes';

function container(
  containers: Array<{ name: string; image: string }>,
  asked: string | undefined,
  where: string,
): { name: string; image: string } {
  const names = containers.map(item => item.name).join(', ');
  const found =
    asked === undefined && containers.length === 1
      ? containers[0]
      : containers.find(item => item.name === asked);
  if (!found) {
    throw new ServiceManagerError(
      422,
      'CONTAINER_NOT_FOUND',
      asked === undefined
        ? `The pod has several containers (${names}); name the one to change`
        : `The pod has no container "${asked}"; it has ${names}`,
      { field: where, nextStep: `Name one of: ${names}.` },
    );
  }
  return found;
}

/** The whole reference that the request asks for. */
function wantedImage(current: string, asked: string, where: string): string {
  const resolved = resolveImage(asked, current);
  if (resolved.valid) return formatImage(resolved);
  throw new ServiceManagerError(
    422,
    'INVALID_IMAGE',
    `"${asked}" is not an image reference: ${resolved.problem}`,
    {
      field: where,
      nextStep:
        'Give registry/name:tag, name@sha256:..., or only another tag with a leading colon (:2.3.0).',
    },
  );
}

function images(
  containers: Array<{ name: string; image: string }>,
): Record<string, string> {
  return Object.fromEntries(containers.map(({ name, image }) => [name, image]));
}

function versions(all: Record<string, string>, names: string[]): string {
  return names
    .map(name => {
      const version = imageVersion(all[name]) ?? all[name];
      return names.length === 1 ? version : `${name} ${version}`;
    })
    .join(', ');
}

/** Words for a change that reaches no pod now; undefined where it does. */
function whenTaken({ ref, object }: WorkloadState): string | undefined {
  if (ref.kind === 'CronJob') return 'from its next run on';
  return object.spec.paused ? 'once the rollout is resumed' : undefined;
}

export const deploy: VerbDefinition<'deploy'> = {
  scope: 'one',
  notFor: kind => `The pods of a ${kind} cannot be changed once it exists.`,
  async plan(state, parameters) {
    const { ref, object } = state;
    const containers = templateContainers(state);
    const before = images(containers);
    const after = { ...before };
    const fields: WrittenField[] = [];
    for (const [index, asked] of parameters.images.entries()) {
      const where = `parameters.images[${index}]`;
      const { name, image } = container(
        containers,
        asked.container,
        `${where}.container`,
      );
      if (fields.some(item => item.path.includes(`[name=${name}]`))) {
        throw new ServiceManagerError(
          422,
          'INVALID_FIELD',
          `The container "${name}" is named twice`,
          { field: `${where}.container`, nextStep: 'Name it once.' },
        );
      }
      const wanted = wantedImage(image, asked.image, `${where}.image`);
      const path = [...containersPath(ref.kind), `[name=${name}]`, 'image'];
      fields.push(field(object, path, wanted));
      after[name] = wanted;
    }
    const changed = fields.filter(item => item.before !== item.after);
    if (changed.length === 0) {
      return { workload: ref, why: 'It has this image already.' };
    }
    const names = Object.keys(before).filter(
      name => before[name] !== after[name],
    );
    const when = whenTaken(state);
    return {
      workload: ref,
      now: versions(before, names),
      then: [versions(after, names), when].filter(Boolean).join(' '),
      before: { images: before },
      after: { images: after },
      writes: [
        workloadWrite(
          state,
          'image',
          `Set the image of ${ref.name} to ${versions(after, names)}`,
          {
            type: 'patch',
            patchType: 'application/strategic-merge-patch+json',
          },
          changed,
        ),
        ...stuckPodWrites(state),
      ],
      goal: { kind: when ? 'observed' : 'rollout' },
    };
  },
  summary(what, { images: [first, ...more] }, [target]) {
    const image = more.length ? 'other images' : first.image;
    return target?.workload.kind === 'CronJob'
      ? `${what} runs with ${image} from its next run on. A run that goes on now keeps what it has.`
      : `${what} is rolled out with ${image}.`;
  },
  inverse(operation) {
    const [target] = operation.targets;
    const before = target?.before.images as Record<string, string> | undefined;
    const after = target?.after.images as Record<string, string> | undefined;
    if (!before || !after) return 'Nothing was changed.';
    return {
      verb: 'deploy',
      parameters: {
        workload: target.workload.id,
        images: Object.keys(before)
          .filter(name => before[name] !== after[name])
          .map(name => ({ container: name, image: before[name] })),
      },
    };
  },
};
