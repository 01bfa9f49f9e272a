import { z } from 'zod/v3';
import {
  alertCountsSchema,
  alertRemovalSchema,
  alertRuleDefinitionSchema,
  alertRuleSchema,
  alertSilenceSchema,
  alertsSchema,
  incidentsSchema,
  prometheusRuleSchema,
} from '../model/alerts';
import { entityParams, none } from './parts';

const prometheusRules = z.object({ items: z.array(prometheusRuleSchema) });

const removal = z.object({
  removed: alertRemovalSchema.optional().describe('By which it is put back'),
});
const removalId = z.object({ id: z.string().min(1).max(64) }).strict();

/**
 * The routes about alerts.
 *
 * @public
 */
export const alertsContract = {
  listAlertCounts: {
    summary: 'How many alerts fire, for the services that the caller may read',
    params: none,
    query: none,
    body: none,
    response: alertCountsSchema,
  },
  listAlerts: {
    summary: 'What fires for a service, and what is watched',
    params: entityParams,
    query: none,
    body: none,
    response: alertsSchema,
  },
  listIncidents: {
    summary: 'What has fired for a service, newest first',
    params: entityParams,
    query: z
      .object({
        from: z
          .string()
          .max(40)
          .optional()
          .describe('Begin, ISO 8601 (all that is kept)'),
        until: z.string().max(40).optional().describe('End, ISO 8601 (now)'),
        limit: z.coerce.number().int().min(1).max(200).optional(),
        cursor: z.string().max(500).optional(),
      })
      .strict(),
    body: none,
    response: incidentsSchema,
  },
  silenceAlert: {
    summary: 'Keep an alert quiet for a while',
    params: entityParams,
    query: none,
    body: z
      .object({
        alertId: z.string().min(1).max(200),
        reason: z.string().trim().min(1).max(500),
        until: z.string().max(40).describe('End, ISO 8601; at most 30 days'),
        covers: z
          .enum(['every-pod', 'this-alert'])
          .optional()
          .describe(
            'Of Prometheus: the alert of every pod of the service, or with exactly these labels (every-pod)',
          ),
      })
      .strict(),
    response: alertSilenceSchema,
  },
  endSilence: {
    summary: 'End a silence now',
    params: entityParams,
    query: none,
    body: z.object({ silenceId: z.string().min(1).max(200) }).strict(),
    response: removal,
  },
  restoreSilence: {
    summary: 'Put back a silence that was ended, until it would have ended',
    params: entityParams,
    query: none,
    body: removalId,
    response: alertSilenceSchema,
  },
  saveAlertRule: {
    summary: 'Add a rule for a service, or change one',
    params: entityParams,
    query: none,
    body: z
      .object({
        id: z.string().max(64).optional().describe('Absent: a new rule'),
        definition: alertRuleDefinitionSchema,
      })
      .strict(),
    response: alertRuleSchema,
  },
  deleteAlertRule: {
    summary: 'Remove a rule of a service; a default comes back as it was',
    params: entityParams,
    query: none,
    body: z.object({ id: z.string().min(1).max(64) }).strict(),
    response: removal,
  },
  restoreAlertRule: {
    summary: 'Put back a rule that was removed',
    params: entityParams,
    query: none,
    body: removalId,
    response: alertRuleSchema,
  },
  listPrometheusRules: {
    summary: 'The PrometheusRule for a service, beside what is in the cluster',
    params: entityParams,
    query: none,
    body: none,
    response: prometheusRules,
  },
  applyPrometheusRules: {
    summary: 'Apply the PrometheusRule for a service in its clusters',
    params: entityParams,
    query: none,
    body: z.object({ reason: z.string().trim().max(500).optional() }).strict(),
    response: prometheusRules,
  },
};
