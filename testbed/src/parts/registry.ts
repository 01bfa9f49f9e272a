import { Availability, Endpoint, Part } from '../part';
import { alertmanager } from './alertmanager';
import { kubernetes } from './kubernetes';
import { loki } from './loki';
import { postgres } from './postgres';
import { prometheus } from './prometheus';

/** Every part by its name. A new part is added here and is one file beside this one. @public */
export const parts = {
  kubernetes,
  postgres,
  prometheus,
  alertmanager,
  loki,
} as const;

/** The name of a part. @public */
export type PartName = keyof typeof parts;

type OptionsOf<N extends PartName> = Parameters<(typeof parts)[N]['start']>[0];
type EndpointOf<N extends PartName> = Awaited<
  ReturnType<(typeof parts)[N]['start']>
>;

/**
 * Whether a part can start here, and why not.
 *
 * @public
 */
export function available(name: PartName): Availability {
  return parts[name].available();
}

/**
 * Builds what a part needs and is missing. Progress goes to standard error.
 *
 * @public
 */
export async function build(name: PartName): Promise<void> {
  const part: Part<any, Endpoint> = parts[name];
  await part.build?.();
}

/**
 * Starts a part and waits until it answers.
 *
 * @public
 */
export function start<N extends PartName>(
  name: N,
  options?: OptionsOf<N>,
): Promise<EndpointOf<N>> {
  return parts[name].start(options as any) as Promise<EndpointOf<N>>;
}
