import { useCallback, useState } from 'react';
import type {
  Alert,
  AlertRemoval,
  AlertRule,
} from '@vtasker/backstage-plugin-service-manager-common';
import { useAlertsApi } from './alertsApi';
import { sayCondition } from './pure';
import { useAction } from './useAction';

/** What was done last, said on the page, with its way back where there is one. */
export interface Done {
  text: string;
  undo?: () => void;
}

/** What is done with one click, without a dialog. */
export function useAlertActions(
  entityRef: string,
  refresh: () => Promise<void>,
) {
  const api = useAlertsApi(entityRef);
  const { run, pending, error } = useAction();
  const [done, setDone] = useState<Done>();

  async function act<T>(
    name: string,
    action: () => Promise<T>,
    then: Done | ((result: T) => Done),
  ): Promise<void> {
    setDone(undefined);
    let result: T | undefined;
    const acted = await run(name, async () => {
      result = await action();
    });
    if (!acted) return;
    await refresh();
    setDone(typeof then === 'function' ? then(result as T) : then);
  }

  function switchRule(rule: AlertRule, enabled: boolean) {
    const { id, definition } = rule;
    const save = (on: boolean) =>
      api.saveRule({ id, definition: { ...definition, enabled: on } });
    const what = sayCondition(definition);
    act(`switch ${id}`, () => save(enabled), {
      text: `“${what}” is ${enabled ? 'on' : 'off'} now.`,
    });
  }

  function removeRule(rule: AlertRule) {
    const { id, definition, origin } = rule;
    const what = sayCondition(definition);
    act(
      `remove ${id}`,
      () => api.deleteRule({ id }),
      ({ removed }) => ({
        text:
          origin === 'default'
            ? `“${what}” is back to the default.`
            : `The rule “${what}” was deleted.`,
        undo: removed && (() => restore(removed)),
      }),
    );
  }

  function endSilence(alert: Alert, silenceId: string) {
    act(
      `silence ${silenceId}`,
      () => api.endSilence({ silenceId }),
      ({ removed }) => ({
        text: `The silence of ${alert.name} has ended.`,
        undo: removed && (() => restore(removed)),
      }),
    );
  }

  /** Undoes a removal, this one or one of before. */
  function restore(removal: AlertRemoval) {
    const { id } = removal;
    if (removal.kind === 'rule') {
      act(`restore ${id}`, () => api.restoreRule({ id }), {
        text: `“${sayCondition(removal.definition)}” is there again.`,
      });
    } else {
      act(`restore ${id}`, () => api.restoreSilence({ id }), {
        text: `${removal.of} is silenced again.`,
      });
    }
  }

  /** A dialog did something. */
  const tell = useCallback(
    async (text: string) => {
      setDone(undefined);
      await refresh();
      setDone({ text });
    },
    [refresh],
  );

  return {
    switchRule,
    removeRule,
    endSilence,
    restore,
    tell,
    pending,
    error,
    done,
    putAway: () => setDone(undefined),
  };
}
