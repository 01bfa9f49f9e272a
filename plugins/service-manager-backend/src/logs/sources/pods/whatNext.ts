import type { PodContainer } from './containers';

/** What a container was found to be when it was asked for just now. */
export type ContainerNow =
  | { gone: true }
  | ({ gone?: false } & Pick<
      PodContainer,
      'instance' | 'started' | 'finished' | 'hasPrevious'
    >);

/**
 * What the end of a log means: it is not the end of the container. The server
 * ends a log also when it was rotated, idle, or open for four hours.
 */
export function whatNext(
  followed: { instance: number },
  now: ContainerNow,
):
  | { act: 'end' }
  | { act: 'drain-and-end' }
  | { act: 'resume' }
  | { act: 'restarted'; instance: number; readable: boolean } {
  if (now.gone) return { act: 'end' };
  if (now.instance > followed.instance) {
    return {
      act: 'restarted',
      instance: now.instance,
      // Only the instance right before the present one is kept.
      readable: now.hasPrevious && now.instance === followed.instance + 1,
    };
  }
  return { act: now.finished ? 'drain-and-end' : 'resume' };
}
