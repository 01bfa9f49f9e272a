import { KubernetesError } from '@vtasker/backstage-plugin-service-manager-node';
import type { ClusterAccess } from '../cluster/ClusterAccess';
import { isConflict, MAX_CONFLICTS } from '../cluster/conflicts';
import { objectPath } from '../cluster/places';
import { refusal } from '../cluster/rejections';
import { digest } from '../pure/digest';
import { isUnwritten, isWritten } from '../pure/fields';
import { writerMarks } from '../pure/owner';
import type { OperationActor, PlannedWrite } from '../types';
import { ServiceManagerError } from '../../errors';
import { Overridden, overrider, ownerMark } from './overrides';

/** Moments at which a test can make a follower vanish. */
export type CrashPoint =
  | 'claimed'
  | 'started'
  | 'intended'
  | 'sent'
  | 'recorded'
  | 'acted'
  | 'ended';

export interface WriteRunnerOptions {
  access: ClusterAccess;
  clock: () => Date;
  /** Stores the record under the lease, or throws. */
  save: () => Promise<void>;
  at: (point: CrashPoint) => void | Promise<void>;
  onBehalfOf?: OperationActor['onBehalfOf'];
}

/** It is not known whether the cluster did it; ask again later. */
export class TryLater extends Error {
  readonly name = 'TryLater';
}

function silence(error: unknown): TryLater {
  return new TryLater(
    `The cluster does not answer: ${(error as Error).message}`,
    { cause: error },
  );
}

function unanswered(error: unknown): boolean {
  return (
    error instanceof KubernetesError &&
    (error.status === 0 || error.status === 429 || error.status >= 500)
  );
}

/**
 * Whether the write arrived and an autoscaler has moved the value since,
 * which is its work.
 */
function moved(write: PlannedWrite, current: any): boolean {
  return (
    write.intent !== undefined &&
    write.fields.every(field => field.loose) &&
    !isUnwritten(write.fields, current)
  );
}

/**
 * Brings one write to pass, once. What will be written is stored before it is
 * sent, together with the object's version: a successor reads the object and
 * knows whether its predecessor's write arrived.
 */
export class WriteRunner {
  private readonly options: WriteRunnerOptions;

  constructor(options: WriteRunnerOptions) {
    this.options = options;
  }

  /**
   * @throws Overridden, TryLater, ServiceManagerError, LeaseLostError
   */
  async perform(write: PlannedWrite): Promise<void> {
    if (write.state === 'done') return;
    let current = await this.read(write);
    if (write.action.type === 'delete-pod') {
      await this.deletePod(write, current);
      return;
    }
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt += 1) {
      if (!current) {
        throw new ServiceManagerError(
          404,
          'WORKLOAD_NOT_FOUND',
          `${write.object} is no longer in the cluster ${write.cluster}`,
        );
      }
      if (isWritten(write.fields, current) || moved(write, current)) {
        await this.done(write, current);
        return;
      }
      this.mayWrite(write, current);
      await this.intend(write, current);
      const outcome = await this.send(write, current);
      if (outcome === 'sent') {
        // The Scale object that a scale answers with has no generation.
        const after = await this.read(write);
        await this.done(write, after);
        const strict = write.fields.filter(field => !field.loose);
        if (after && !isWritten(strict, after)) {
          throw new Overridden(
            overrider(after, strict, { writers: write.intent?.writers }),
            write.object,
          );
        }
        return;
      }
      current = await this.read(write);
    }
    throw new ServiceManagerError(
      409,
      'PRECONDITION_FAILED',
      `${write.object} changes so often that it could not be written in ${MAX_CONFLICTS} tries`,
      { nextStep: 'Try again when it has come to rest.' },
    );
  }

  private async read(write: PlannedWrite): Promise<any | undefined> {
    try {
      return await this.options.access.get(write.cluster, write.path);
    } catch (error) {
      if (unanswered(error)) throw silence(error);
      throw this.refusal(error, write);
    }
  }

  private refusal(error: unknown, write: PlannedWrite) {
    return refusal(error, { cluster: write.cluster, object: write.object });
  }

  private async done(write: PlannedWrite, current: any): Promise<void> {
    write.state = 'done';
    write.generation = current?.metadata.generation;
    await this.options.save();
    await this.options.at('recorded');
  }

  private async intend(write: PlannedWrite, current: any): Promise<void> {
    write.state = 'intended';
    write.intent = {
      at: this.options.clock().toISOString(),
      resourceVersion: current.metadata.resourceVersion,
      generation: current.metadata.generation,
      owner: ownerMark(current, write.fields),
      writers: writerMarks(current),
    };
    await this.options.save();
    await this.options.at('intended');
  }

  /**
   * Whether the object is still as the plan found it. After an intent, also
   * whether the write was perhaps done and taken back by somebody else: then
   * it must not be done a second time.
   */
  private mayWrite(write: PlannedWrite, current: any): void {
    const { intent, fields } = write;
    const unwritten = isUnwritten(fields, current);
    if (intent && unwritten) {
      const { resourceVersion, generation } = current.metadata;
      if (intent.resourceVersion === resourceVersion) return;
      if (intent.owner !== ownerMark(current, fields)) {
        throw new Overridden(
          overrider(current, fields, { writers: intent?.writers }),
          write.object,
        );
      }
      const orphaned = intent.owner?.replaceAll(',', '') === '';
      if (
        orphaned &&
        intent.generation !== generation &&
        digest(intent.writers) !== digest(writerMarks(current))
      ) {
        throw new Overridden(
          overrider(current, fields, { writers: intent?.writers }),
          write.object,
        );
      }
      return;
    }
    if (unwritten) return;
    throw new ServiceManagerError(
      409,
      'PRECONDITION_FAILED',
      `${overrider(current, fields, { writers: intent?.writers })} changed ${
        write.object
      } after the plan was made`,
      { nextStep: 'Preview again and see what changed.' },
    );
  }

  private async send(
    write: PlannedWrite,
    current: any,
  ): Promise<'sent' | 'conflict'> {
    const { access, onBehalfOf, at } = this.options;
    try {
      await access.send(write, current, { dryRun: false, onBehalfOf });
    } catch (error) {
      if (unanswered(error)) throw silence(error);
      if (isConflict(error, write)) {
        const newer = await this.read(write);
        if (
          newer?.metadata.resourceVersion !== current.metadata.resourceVersion
        ) {
          return 'conflict';
        }
      }
      throw this.refusal(error, write);
    }
    await at('sent');
    return 'sent';
  }

  /**
   * Only after the controller has seen the mended template: told of the
   * deletion first, it makes the pod anew from the bad one. The uid of what
   * was read makes it sure that no other pod is hit.
   */
  private async deletePod(write: PlannedWrite, current: any): Promise<void> {
    const { action, workload } = write;
    if (action.type !== 'delete-pod') return;
    const revision = current?.metadata.labels?.['controller-revision-hash'];
    const stuck =
      revision === action.revision && !current.metadata.deletionTimestamp;
    if (stuck) {
      const owner = await this.read({
        ...write,
        path: objectPath(workload.kind, workload.namespace, workload.name),
      });
      const { observedGeneration = 0 } = owner?.status ?? {};
      if (owner && observedGeneration < owner.metadata.generation) {
        throw new TryLater(
          `The ${workload.kind} controller has not yet seen the change.`,
        );
      }
      await this.intend(write, current);
      await this.sendDelete(write, current);
      await this.options.at('sent');
    }
    await this.done(write, undefined);
  }

  private async sendDelete(write: PlannedWrite, current: any): Promise<void> {
    try {
      await this.options.access.send(write, current, {
        dryRun: false,
        onBehalfOf: this.options.onBehalfOf,
      });
    } catch (error) {
      if (unanswered(error)) throw silence(error);
      const gone =
        error instanceof KubernetesError &&
        (error.status === 404 || error.status === 409);
      if (!gone) throw this.refusal(error, write);
    }
  }
}
