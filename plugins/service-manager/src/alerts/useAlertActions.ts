import { useCallback, useState } from 'react';
import type {
  Alert,
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

  async function act(
    name: string,
    action: () => Promise<unknown>,
    then: Done,
  ): Promise<void> {
    setDone(undefined);
    if (!(await run(name, action))) return;
    await refresh();
    setDone(then);
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
    const isDefault = origin === 'default';
    act(`remove ${id}`, () => api.deleteRule({ id }), {
      text: isDefault
        ? `“${what}” is back to the default.`
        : `The rule “${what}” was deleted.`,
      undo: () => {
        // A default keeps its id; what was deleted is made anew.
        const again = isDefault ? { id, definition } : { definition };
        act(`undo ${id}`, () => api.saveRule(again), {
          text: `“${what}” is there again.`,
        });
      },
    });
  }

  function endSilence(alert: Alert, silenceId: string) {
    act(`silence ${silenceId}`, () => api.endSilence({ silenceId }), {
      text: `The silence of ${alert.name} has ended.`,
    });
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
    tell,
    pending,
    error,
    done,
    putAway: () => setDone(undefined),
  };
}
