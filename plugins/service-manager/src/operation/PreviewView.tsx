import type {
  Guard,
  Preview,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Alert,
  Flex,
  Text,
} from '@backstage/ui';
import { FieldDiff } from '../components';
import { SourceLink } from './SourceLink';
import { describeWorkload } from './verbs';
import styles from './PreviewView.module.css';

const weight = { block: 0, warning: 1, info: 2 } as const;
const look = {
  block: { status: 'danger', word: 'Not possible now' },
  warning: { status: 'warning', word: 'Warning' },
  info: { status: 'info', word: 'Note' },
} as const;

/** What will happen, what to take care of, and the exact change. */
export function PreviewView(props: { preview: Preview }) {
  const { summary, changes, guards, untouched } = props.preview;
  return (
    <Flex direction="column" gap="4">
      <section aria-label="What will happen">
        <Text as="h3" variant="body-medium" weight="bold">
          What will happen
        </Text>
        <Text as="p" className={styles.summary}>
          {summary}
        </Text>
        {changes.length > 0 && (
          <table className={styles.changes}>
            <thead>
              <tr>
                <th scope="col">Workload</th>
                <th scope="col">Now</th>
                <th scope="col">Then</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ workload, now, then }) => (
                <tr key={workload.id}>
                  <th scope="row">{describeWorkload(workload)}</th>
                  <td>{now}</td>
                  <td>{then}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {untouched.map(({ workload, why }) => (
          <Text
            key={workload.id}
            as="p"
            variant="body-small"
            color="secondary"
            className={styles.untouched}
          >
            {describeWorkload(workload)} stays as it is: {why}
          </Text>
        ))}
      </section>
      {guards.length > 0 && <TakeCare guards={guards} />}
      {changes.length > 0 && (
        <Accordion>
          <AccordionTrigger>
            <Text variant="body-medium" weight="bold">
              Exact change
            </Text>
          </AccordionTrigger>
          <AccordionPanel>
            {changes.map(({ workload, diff }) => (
              <div key={workload.id}>
                <Text as="h4" variant="body-small" weight="bold">
                  {describeWorkload(workload)}
                </Text>
                <FieldDiff
                  label={`Exact change of ${describeWorkload(workload)}`}
                  diff={diff}
                />
              </div>
            ))}
          </AccordionPanel>
        </Accordion>
      )}
    </Flex>
  );
}

function TakeCare(props: { guards: Guard[] }) {
  const guards = [...props.guards].sort(
    (a, b) => weight[a.severity] - weight[b.severity],
  );
  return (
    <section aria-label="Take care">
      <Text as="h3" variant="body-medium" weight="bold">
        Take care
      </Text>
      <Flex direction="column" gap="2" mt="1">
        {guards.map(({ code, workload, severity, title, detail, advice }) => (
          <Alert
            key={`${code} ${workload} ${title}`}
            status={look[severity].status}
            icon
            title={`${look[severity].word}: ${title}`}
            description={
              <>
                {detail}
                {advice && (
                  <>
                    {' '}
                    <strong>{advice}</strong>
                  </>
                )}
                {code === 'gitops-owner' && (
                  <>
                    {' '}
                    <SourceLink />
                  </>
                )}
              </>
            }
          />
        ))}
      </Flex>
    </section>
  );
}
