import { useEffect, useRef } from 'react';
import { humanizeEntityRef } from '@backstage/plugin-catalog-react';
import { parseEntityRef } from '@backstage/catalog-model';
import type { Incident } from '@vtasker/backstage-plugin-service-manager-common';
import { Link } from '@backstage/ui';
import { Actor } from '../../components';
import { formatDuration, formatExact, useTimeText } from '../../time';
import { AlertIcon } from '../AlertIcon';
import { FoldedLabels } from '../Labels';
import {
  lastedFor,
  sayCondition,
  sayNotified,
  severityWords,
  sourceWords,
} from '../pure';
import { useEvidenceLinks } from '../useEvidenceLinks';
import styles from './PastIncidents.module.css';

const endings: Record<NonNullable<Incident['ending']>, string | undefined> = {
  over: undefined,
  'rule-off': 'The rule was turned off or removed.',
  'service-gone': 'The service left the catalog.',
};

/** One that has fired: what, when, for how long, and who knew of it. */
export function IncidentItem(props: {
  incident: Incident;
  entityRef: string;
  /** It was pointed at in the timeline. */
  chosen: boolean;
}) {
  const { incident, entityRef, chosen } = props;
  const { name, severity, from, until, ending, silences } = incident;
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) ref.current?.scrollIntoView?.({ block: 'nearest' });
  }, [chosen]);
  const links = useEvidenceLinks(entityRef);
  const lasted = useTimeText(now => formatDuration(lastedFor(incident, now)));
  const exact = (at: string) => formatExact(new Date(at));
  const logs = links.pastLogs(incident);
  const metrics = links.pastMetrics(incident);
  const why = ending && endings[ending];
  const told = sayNotified(incident, exact, owner =>
    humanizeEntityRef(parseEntityRef(owner), { defaultKind: 'group' }),
  );
  // Where one of our rules counts, its sentence has the number in it.
  const value = incident.definition ? undefined : incident.value;
  const about = `${name} of ${exact(from)}`;
  return (
    <li
      ref={ref}
      className={styles.incident}
      data-chosen={chosen || undefined}
      data-firing={until === undefined || undefined}
    >
      <AlertIcon
        severity={severity}
        state={until === undefined ? 'firing' : 'pending'}
        quiet={silences.length > 0}
      />
      <div className={styles.text}>
        <div className={styles.head}>
          <strong>{name}</strong>
          <span>{severityWords[severity]}</span>
          <span className={styles.when}>
            {exact(from)} – {until ? exact(until) : 'it fires still'}
          </span>
          <span className={styles.lasted}>
            {incident.withinSeconds ? `about ${lasted}` : lasted}
          </span>
        </div>
        {(incident.summary ?? incident.definition) && (
          <p className={styles.summary}>
            {incident.summary ?? sayCondition(incident.definition!)}
          </p>
        )}
        {silences.map(({ id, by, reason, from: begin, until: end }) => (
          <p key={id} className={styles.fact}>
            Silenced by <Actor actor={by} /> {exact(begin)} – {exact(end)}:{' '}
            {reason}
          </p>
        ))}
        {incident.silencesUnknown && (
          <p className={styles.fact}>
            Whether it was silenced is not known: {incident.silencesUnknown}
          </p>
        )}
        <div className={styles.facts}>
          {value && <span>Value {value}</span>}
          {told && <span>{told}</span>}
          {why && <span>{why}</span>}
          <span>{sourceWords[incident.source]}</span>
          {incident.cluster && <span>{incident.cluster}</span>}
          {incident.withinSeconds !== undefined && (
            <span>
              begin and end to within{' '}
              {formatDuration(incident.withinSeconds * 1000)}
            </span>
          )}
          {logs && (
            <Link href={logs} aria-label={`Logs of ${about}`}>
              Logs
            </Link>
          )}
          {metrics && (
            <Link href={metrics} aria-label={`Metrics of ${about}`}>
              Metrics
            </Link>
          )}
          <FoldedLabels labels={incident.labels} of={about} />
        </div>
      </div>
    </li>
  );
}
