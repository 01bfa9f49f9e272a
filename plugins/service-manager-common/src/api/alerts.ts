import { z } from 'zod/v3';
import {
  alertCountsSchema,
  alertRuleDefinitionSchema,
  alertRuleSchema,
  alertSilenceSchema,
  alertsSchema,
  prometheusRuleSchema,
} from '../model/alerts';
import { entityParams, none } from './parts';

const prometheusRules = z.object({ items: z.array(prometheusRuleSchema) });

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
  silenceAlert: {
    summary: 'Keep an alert quiet for a while',
    params: entityParams,
    query: none,
    body: z
      .object({
        alertId: z.string().min(1).max(200),
        reason: z.string().trim().min(1).max(500),
        until: z.string().max(40).describe('End, ISO 8601; at most 30 days'),
      })
      .strict(),
    response: alertSilenceSchema,
  },
  endSilence: {
    summary: 'End a silence now',
    params: entityParams,
    query: none,
    body: z.object({ silenceId: z.string().min(1).max(200) }).strict(),
    response: z.object({}),
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
    response: z.object({}),
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
