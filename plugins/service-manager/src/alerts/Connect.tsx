import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Flex,
  Text,
} from '@backstage/ui';
import type { Alerts } from '@vtasker/backstage-plugin-service-manager-common';
import { CopySnippet } from '../components';

const lines = {
  prometheus: `  prometheus:
    url: http://prometheus.monitoring:9090`,
  alertmanager: `  alertmanager:
    url: http://alertmanager.monitoring:9093`,
};

type Kind = keyof typeof lines;
const titles: Record<Kind, string> = {
  prometheus: 'Prometheus',
  alertmanager: 'Alertmanager',
};
const brings: Record<Kind, string> = {
  prometheus: 'the alerts of its rules that name pods of this service',
  alertmanager: 'what is notified of, and silences that it keeps',
};

/** Who is asked for alerts besides the product's own rules, and how to add. */
export function Sources(props: { sources: Alerts['sources'] }) {
  const { sources } = props;
  if (!sources) return null;
  const missing = (Object.keys(lines) as Kind[]).filter(
    kind => !sources.some(source => source.kind === kind),
  );
  return (
    <Flex direction="column" gap="1">
      {sources.map(({ kind, name, problem }) => (
        <Text
          key={`${kind} ${name}`}
          as="p"
          variant="body-small"
          color="secondary"
        >
          {titles[kind]} {name}
          {problem ? ` gives no answer: ${problem}` : ' is asked too.'}
        </Text>
      ))}
      {missing.length > 0 && (
        <Accordion>
          <AccordionTrigger>
            <Text variant="body-small">
              Connect {missing.map(kind => titles[kind]).join(' and ')}
            </Text>
          </AccordionTrigger>
          <AccordionPanel>
            <Flex direction="column" gap="2">
              <Text as="p" variant="body-small">
                {missing
                  .map(kind => `${titles[kind]} brings ${brings[kind]}.`)
                  .join(' ')}{' '}
                Put these lines into the app-config.yaml of the portal, with
                your address, and restart its backend:
              </Text>
              <CopySnippet
                label="Configuration"
                text={[
                  'service-manager:',
                  ...missing.map(kind => lines[kind]),
                ].join('\n')}
              />
            </Flex>
          </AccordionPanel>
        </Accordion>
      )}
    </Flex>
  );
}
