import { formatImage, resolveImage } from '../workloads';
import { perWorkload } from './subjects';
import type { GuardRule } from './types';

/** A deploy of the images that are there changes nothing. */
export const imageUnchanged: GuardRule = ({ verb, parameters, snapshots }) => {
  if (verb !== 'deploy' || !('images' in parameters)) return [];
  const { images } = parameters;
  return perWorkload(snapshots, ({ workload }) => {
    const { containers, initContainers = [] } = workload.spec.template;
    const same = images.every(({ container, image }) => {
      const found =
        container === undefined
          ? containers[0]
          : [...containers, ...initContainers].find(
              ({ name }) => name === container,
            );
      if (!found) return false;
      const asked = resolveImage(image, found.image);
      return asked.valid && formatImage(asked) === found.image;
    });
    return same
      ? {
          code: 'image-unchanged',
          severity: 'info',
          title: (names, several) =>
            `${names} already ${several ? 'have' : 'has'} this image.`,
          detail: 'Nothing will be rolled out, and no pod pulls it again.',
          advice: 'Use Restart to start the pods anew.',
        }
      : undefined;
  });
};
