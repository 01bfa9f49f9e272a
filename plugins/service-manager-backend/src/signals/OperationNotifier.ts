import type { LoggerService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type {
  Operation,
  OperationOutcome,
} from '@vtasker/backstage-plugin-service-manager-common';

const severities: Record<OperationOutcome, 'normal' | 'high' | 'low'> = {
  succeeded: 'low',
  cancelled: 'low',
  superseded: 'normal',
  overridden: 'high',
  failed: 'high',
};

const endings: Record<OperationOutcome, string> = {
  succeeded: 'is done',
  cancelled: 'was cancelled',
  superseded: 'was replaced by a later one',
  overridden: 'was overridden',
  failed: 'failed',
};

/**
 * Tells the person who started an operation how it ended. One notification an
 * operation: a late revert rewrites the first. Portals without the
 * notifications plugin lose nothing else.
 */
export class OperationNotifier {
  readonly #options: {
    notifications: NotificationService;
    logger: LoggerService;
  };
  #absent = false;

  static create(options: {
    notifications: NotificationService;
    logger: LoggerService;
  }): OperationNotifier {
    return new OperationNotifier(options);
  }

  private constructor(options: {
    notifications: NotificationService;
    logger: LoggerService;
  }) {
    this.#options = options;
  }

  async ended(operation: Operation): Promise<void> {
    const { outcome, actor, verb, entityRef, id } = operation;
    if (!outcome || !actor.startsWith('user:')) return;
    const { kind, namespace, name } = parseEntityRef(entityRef);
    try {
      await this.#options.notifications.send({
        recipients: { type: 'entity', entityRef: actor },
        payload: {
          title: `${capital(verb)} of ${name} ${endings[outcome]}`,
          description: describe(operation),
          link: `/catalog/${namespace}/${kind}/${name}/service?operation=${id}`,
          severity: severities[outcome],
          topic: 'service-manager',
          scope: `service-manager:operation:${id}`,
        },
      });
      this.#absent = false;
    } catch (error) {
      if (!this.#absent) {
        this.#options.logger.debug(
          'The end of an operation was not notified; is the notifications plugin installed?',
          error instanceof Error ? error : undefined,
        );
      }
      this.#absent = true;
    }
  }
}

function describe(operation: Operation): string | undefined {
  if (operation.outcome === 'overridden' && operation.overriddenBy) {
    return `${operation.overriddenBy} changed it back.`;
  }
  return operation.error?.message;
}

function capital(word: string): string {
  return word.charAt(0).toLocaleUpperCase('en-US') + word.slice(1);
}
