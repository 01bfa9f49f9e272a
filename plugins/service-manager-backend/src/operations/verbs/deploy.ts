import { ServiceManagerError } from '../../errors';
import { imageVersion, wantedImage } from '../pure/image';
import type { WrittenField } from '../types';
import { stuckPodWrites } from './stuckPods';
import type { VerbDefinition } from './types';
import { field, templateContainers, workloadWrite } from './writes';

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

function images(object: any): Record<string, string> {
  return Object.fromEntries(
    templateContainers(object).map(({ name, image }) => [name, image]),
  );
}

function versions(all: Record<string, string>, names: string[]): string {
  return names
    .map(name =>
      names.length === 1
        ? imageVersion(all[name])
        : `${name} ${imageVersion(all[name])}`,
    )
    .join(', ');
}

export const deploy: VerbDefinition<'deploy'> = {
  scope: 'one',
  kinds: ['Deployment', 'StatefulSet', 'DaemonSet'],
  notFor: kind => `The image of a ${kind} is not changed from here.`,
  async plan(state, parameters) {
    const { ref, object } = state;
    const containers = templateContainers(object);
    const before = images(object);
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
      const path = ['spec', 'template', 'spec', 'containers', `[name=${name}]`];
      fields.push(field(object, [...path, 'image'], wanted));
      after[name] = wanted;
    }
    const changed = fields.filter(item => item.before !== item.after);
    if (changed.length === 0) {
      return { workload: ref, why: 'It has this image already.' };
    }
    const names = Object.keys(before).filter(
      name => before[name] !== after[name],
    );
    const paused = object.spec.paused === true;
    return {
      workload: ref,
      now: versions(before, names),
      then: paused
        ? `${versions(after, names)} once the rollout is resumed`
        : versions(after, names),
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
      goal: { kind: paused ? 'observed' : 'rollout' },
    };
  },
  summary: (what, parameters) =>
    parameters.images.length === 1
      ? `${what} is rolled out with ${parameters.images[0].image}.`
      : `${what} is rolled out with other images.`,
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
