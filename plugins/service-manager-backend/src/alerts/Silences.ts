import { randomUUID } from 'crypto';
import type {
  Alert,
  AlertRemoval,
  AlertSilence,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { AlertStore } from './AlertStore';
import { ExternalAlerts } from './ExternalAlerts';
import { OWN, silenceView } from './pure/views';
import {
  alertNotFound,
  readUntil,
  removalNotFound,
  silenceNotFound,
} from './refusals';
import type { Removals } from './Removals';
import type {
  AlertSubject,
  EffectiveRule,
  RemovalRecord,
  SilenceRecord,
} from './types';

export interface SilenceRequest {
  alertId: string;
  reason: string;
  until: string;
  /** Of an alert of Prometheus. Default: `every-pod`. */
  covers?: 'every-pod' | 'this-alert';
}

export interface SilencesOptions {
  store: AlertStore;
  clock: () => Date;
  /** Absent: there is no Alertmanager. */
  external?: ExternalAlerts;
  removals: Removals;
  alertsOf: (subject: AlertSubject) => Promise<Alert[]>;
  rulesOf: (entityRef: string) => Promise<EffectiveRule[]>;
  onChanged: (subject: AlertSubject) => void;
}

/** What is kept quiet, and heard again: here, or at Alertmanager. */
export class Silences {
  readonly #options: SilencesOptions;

  constructor(options: SilencesOptions) {
    this.#options = options;
  }

  /**
   * Keeps an alert of the service quiet.
   *
   * @throws ServiceManagerError
   */
  async add(
    subject: AlertSubject,
    request: SilenceRequest,
    by: string,
  ): Promise<AlertSilence> {
    const { store, clock, external, alertsOf, onChanged } = this.#options;
    const now = clock();
    const until = readUntil(request.until, now);
    const { alertId, reason } = request;
    const common = {
      by,
      reason,
      from: now.toISOString(),
      until: until.toISOString(),
    };
    if (ExternalAlerts.owns(alertId)) {
      const made = await external?.silence(
        subject,
        alertId,
        common,
        request.covers,
      );
      if (!made) throw alertNotFound();
      onChanged(subject);
      return made;
    }
    const alert = (await alertsOf(subject)).find(({ id }) => id === alertId);
    if (!alert?.ruleId) throw alertNotFound();
    const silence: SilenceRecord = {
      ...common,
      id: randomUUID(),
      entityRef: subject.entityRef,
      ruleId: alert.ruleId,
    };
    await store.addSilence(silence);
    onChanged(subject);
    return silenceView(silence);
  }

  /** @throws ServiceManagerError */
  async end(
    subject: AlertSubject,
    silenceId: string,
    by: string,
  ): Promise<AlertRemoval | undefined> {
    const { store, external, removals, rulesOf, onChanged } = this.#options;
    const { entityRef } = subject;
    const removal = removals.make(by);
    if (external && ExternalAlerts.owns(silenceId)) {
      const record = {
        ...removal,
        entityRef,
        kind: 'silence' as const,
        external: await external.endSilence(subject, silenceId),
      };
      await store.addRemoval(record);
      onChanged(subject);
      return removals.view(record, await rulesOf(entityRef));
    }
    const ended = silenceId.startsWith(OWN)
      ? await store.endSilence(entityRef, silenceId.slice(OWN.length), removal)
      : undefined;
    if (!ended) throw silenceNotFound();
    onChanged(subject);
    return removals.view(ended, await rulesOf(entityRef));
  }

  /**
   * Puts back a silence that was ended, until it would have ended.
   *
   * @throws ServiceManagerError
   */
  async restore(subject: AlertSubject, id: string): Promise<AlertSilence> {
    const { removals, onChanged } = this.#options;
    const silence = await removals.restore(subject, id, 'silence', removal =>
      this.#restore(subject, removal),
    );
    onChanged(subject);
    return silence;
  }

  async #restore(
    subject: AlertSubject,
    removal: Extract<RemovalRecord, { kind: 'silence' }>,
  ): Promise<AlertSilence> {
    const { store, clock, external } = this.#options;
    if ('external' in removal) {
      const made = await external?.restoreSilence(subject, removal.external);
      if (!made) throw removalNotFound();
      return made;
    }
    const silence: SilenceRecord = {
      ...removal.silence,
      id: randomUUID(),
      from: clock().toISOString(),
    };
    await store.addSilence(silence);
    return silenceView(silence);
  }
}
