import { z } from 'zod/v3';
import { metricPanelIdSchema } from './metrics';

/** @public */
export const alertStateSchema = z.enum(['firing', 'pending']);

/** @public */
export const alertSeveritySchema = z.enum([
  'critical',
  'warning',
  'info',
  'unknown',
]);

/** @public */
export const alertSilenceSchema = z.object({
  id: z.string(),
  by: z.string(),
  reason: z.string(),
  /** ISO 8601. */
  from: z.string(),
  until: z.string(),
});

/** @public */
export type AlertSilence = z.infer<typeof alertSilenceSchema>;

/**
 * An alert of a service that fires, or is about to.
 *
 * @public
 */
export const alertSchema = z.object({
  /** The same for as long as the alert lasts; opaque. */
  id: z.string(),
  name: z.string(),
  state: alertStateSchema,
  severity: alertSeveritySchema,
  /** One sentence. */
  summary: z.string(),
  description: z.string().optional(),
  /** ISO 8601. */
  since: z.string(),
  /** As its source writes it. */
  value: z.string().optional(),
  /** Where it was found. */
  source: z.enum(['prometheus', 'alertmanager', 'service-manager']),
  cluster: z.string().optional(),
  labels: z.record(z.string()),
  runbookUrl: z.string().optional(),
  /** The rule of the product that it comes from. */
  ruleId: z.string().optional(),
  silences: z.array(alertSilenceSchema),
  /**
   * Labels that another pod of the service would have otherwise, so that a
   * silence may leave them out; absent: there are none.
   */
  replaceable: z.array(z.string()).optional(),
  /** Why it cannot be silenced from here; absent: it can. */
  notSilenceable: z.string().optional(),
});

/** @public */
export type Alert = z.infer<typeof alertSchema>;

const seconds = (what: string, most: number) =>
  z.number().int().min(0).max(most).describe(`${what}, in seconds`);

/** Of every rule. */
const ruleBase = {
  enabled: z.boolean().default(true),
  severity: z.enum(['critical', 'warning', 'info']).default('critical'),
  /** For how long it must be so before it fires. */
  forSeconds: seconds('How long before it fires', 86_400).default(300),
};

/**
 * What the product itself watches, without Prometheus.
 *
 * @public
 */
export const alertRuleDefinitionSchema = z.discriminatedUnion('kind', [
  /**
   * The service is failed or has no ready pod, or it is stopped without
   * anybody having stopped it.
   */
  z.object({ kind: z.literal('down'), ...ruleBase }).strict(),
  z
    .object({
      kind: z.literal('restart-loop'),
      ...ruleBase,
      /** So many restarts within the window. */
      restarts: z.number().int().min(1).max(1000).default(3),
      windowSeconds: seconds('The window', 86_400).default(900),
    })
    .strict(),
  z
    .object({
      kind: z.literal('metric'),
      ...ruleBase,
      panel: metricPanelIdSchema,
      above: z.number().optional(),
      below: z.number().optional(),
    })
    .strict(),
  z
    .object({
      kind: z.literal('error-logs'),
      ...ruleBase,
      /** More lines of level error or fatal than this a minute. */
      perMinute: z.number().min(0).max(1_000_000),
    })
    .strict(),
]);

/** @public */
export type AlertRuleDefinition = z.output<typeof alertRuleDefinitionSchema>;

/** @public */
export const alertRuleSchema = z.object({
  id: z.string(),
  definition: alertRuleDefinitionSchema,
  /** Of the product for every service, or made for this one. */
  origin: z.enum(['default', 'service']),
  state: z.enum(['inactive', 'pending', 'firing', 'unknown', 'disabled']),
  /** In words what it watches, and why its state is unknown. */
  summary: z.string(),
  problem: z.string().optional(),
  changedBy: z.string().optional(),
  changedAt: z.string().optional(),
});

/** @public */
export type AlertRule = z.infer<typeof alertRuleSchema>;

const removed = {
  /** To put it back by. */
  id: z.string(),
  by: z.string(),
  /** ISO 8601. */
  at: z.string(),
  /** Until when it can be put back. */
  until: z.string(),
};

/**
 * A rule or a silence that was taken away and can be put back.
 *
 * @public
 */
export const alertRemovalSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('rule'),
    ...removed,
    definition: alertRuleDefinitionSchema,
    /** A default came back as it was. */
    origin: z.enum(['default', 'service']),
  }),
  z.object({
    kind: z.literal('silence'),
    ...removed,
    /** The name of the alert. */
    of: z.string(),
    reason: z.string(),
    /** When it would have ended. */
    ends: z.string(),
  }),
]);

/** @public */
export type AlertRemoval = z.infer<typeof alertRemovalSchema>;

/**
 * From firing to its end.
 *
 * @public
 */
export const incidentSchema = z.object({
  /** Opaque. */
  id: z.string(),
  name: z.string(),
  severity: alertSeveritySchema,
  /** One sentence, of what was bad when it began; absent: it is not kept. */
  summary: z.string().optional(),
  /** What was measured when it began, as its source writes it. */
  value: z.string().optional(),
  /** ISO 8601; when it began to fire. */
  from: z.string(),
  /** Absent: it fires still. */
  until: z.string().optional(),
  /** Begin and end are known to within so many seconds; absent: exactly. */
  withinSeconds: z.number().int().optional(),
  ending: z.enum(['over', 'rule-off', 'service-gone']).optional(),
  source: z.enum(['prometheus', 'service-manager']),
  cluster: z.string().optional(),
  labels: z.record(z.string()),
  ruleId: z.string().optional(),
  /** The rule as it was; absent: of Prometheus, or not kept. */
  definition: alertRuleDefinitionSchema.optional(),
  /** Those that held while it fired. */
  silences: z.array(alertSilenceSchema),
  /** Why silences are not known. */
  silencesUnknown: z.string().optional(),
  /** What the portal told, and whom; absent: the portal tells nobody of it. */
  notified: z
    .object({
      owner: z.string().optional(),
      /** ISO 8601; `true`: it was told, but not kept when. */
      firing: z.union([z.string(), z.literal(true)]).optional(),
      resolved: z.union([z.string(), z.literal(true)]).optional(),
    })
    .optional(),
});

/** @public */
export type Incident = z.infer<typeof incidentSchema>;

const alertSources = z.array(
  z.object({
    kind: z.enum(['prometheus', 'alertmanager']),
    name: z.string(),
    /** Why it gave no answer, in words. */
    problem: z.string().optional(),
  }),
);

/** @public */
export const incidentsSchema = z.object({
  /** Newest first. */
  items: z.array(incidentSchema),
  nextCursor: z.string().optional(),
  /** The range that was looked at, ISO 8601; without a begin: all that is kept. */
  from: z.string().optional(),
  until: z.string(),
  /** With the first page: all within the range, as lines draw them. */
  timeline: z
    .array(
      incidentSchema
        .pick({ id: true, name: true, severity: true, from: true, until: true })
        .extend({ silenced: z.boolean() }),
    )
    .optional(),
  /** There are older ones than the timeline holds. */
  timelineCut: z.boolean().optional(),
  /** For how many days the product's own are kept after their end. */
  keptDays: z.number(),
  sources: alertSources,
  notices: z.array(z.string()),
});

/** @public */
export type Incidents = z.infer<typeof incidentsSchema>;

/** @public */
export const alertsSchema = z.object({
  alerts: z.array(alertSchema),
  rules: z.array(alertRuleSchema),
  notices: z.array(z.string()),
  /**
   * What is asked besides the product's own rules; none: no Prometheus and no
   * Alertmanager is configured. Absent: not known.
   */
  sources: alertSources.optional(),
  /** What was taken away of late and can be put back, newest first. */
  removed: z.array(alertRemovalSchema).optional(),
  /** May the caller silence, and change rules? With the reason where not. */
  may: z.object({
    silence: z.object({ allowed: z.boolean(), reason: z.string().optional() }),
    manage: z.object({ allowed: z.boolean(), reason: z.string().optional() }),
  }),
});

/** @public */
export type Alerts = z.infer<typeof alertsSchema>;

/**
 * How many alerts of a service fire, in a list of services.
 *
 * @public
 */
export const alertCountSchema = z.object({
  /** Those that fire and are not silenced. */
  firing: z.number().int(),
  /** Those that fire and are. */
  silenced: z.number().int(),
  /** The worst of those that are not silenced; absent: there is none. */
  severity: alertSeveritySchema.optional(),
  /** Why there may be more, as places in `problems`; absent: that is all. */
  unknown: z.array(z.number().int()).optional(),
});

/** @public */
export type AlertCount = z.infer<typeof alertCountSchema>;

/** @public */
export const alertCountsSchema = z.object({
  /** A service that is absent: nothing fires, and that is known. */
  items: z.record(z.string().describe('Entity ref'), alertCountSchema),
  /** Why something is not known, in sentences. */
  problems: z.array(z.string()),
});

/** @public */
export type AlertCounts = z.infer<typeof alertCountsSchema>;

/**
 * The `PrometheusRule` object for a service.
 *
 * @public
 */
export const prometheusRuleSchema = z.object({
  cluster: z.string(),
  namespace: z.string(),
  name: z.string(),
  yaml: z.string(),
  /** `unsupported`: the cluster does not know the kind. */
  state: z.enum(['absent', 'same', 'different', 'unsupported', 'unknown']),
  /** What is there now, where it differs. */
  liveYaml: z.string().optional(),
  problem: z.string().optional(),
});

/** @public */
export type PrometheusRuleOffer = z.infer<typeof prometheusRuleSchema>;
