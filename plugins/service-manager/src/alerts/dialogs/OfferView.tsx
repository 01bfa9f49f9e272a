import { useState } from 'react';
import type {
  PrometheusRuleOffer,
  StatusState,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  Button,
  Flex,
  Text,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { CheckIcon, CopyIcon, DownloadIcon } from '../../icons';
import { StatusIcon } from '../../status';
import { offerStateWords } from '../pure';
import { YamlDiff, YamlView } from '../yaml';
import styles from './OfferView.module.css';

const shapes: Record<PrometheusRuleOffer['state'], StatusState> = {
  absent: 'stopped',
  same: 'running',
  different: 'degraded',
  unsupported: 'failed',
  unknown: 'unknown',
};

const UNSUPPORTED =
  'The cluster does not know the kind PrometheusRule. Install the Prometheus Operator there, or download the YAML for your Prometheus.';

/** The object of one cluster: its state there, its text, to copy and to keep. */
export function OfferView(props: {
  offer: PrometheusRuleOffer;
  alone: boolean;
}) {
  const { offer, alone } = props;
  const { cluster, namespace, name, state, problem, yaml, liveYaml } = offer;
  const differs = state === 'different' && liveYaml !== undefined;
  const [view, setView] = useState<'diff' | 'yaml'>('diff');
  const [open, setOpen] = useState(alone || differs);
  const showsDiff = differs && view === 'diff';
  const why = problem ?? (state === 'unsupported' ? UNSUPPORTED : undefined);
  const where = `${cluster}: ${namespace}/${name}`;
  return (
    <section aria-label={where} className={styles.offer}>
      <div className={styles.head}>
        <StatusIcon state={shapes[state]} />
        <Text weight="bold">{offerStateWords[state]}</Text>
        <Text>{where}</Text>
        {!alone && (
          <Button
            size="small"
            variant="tertiary"
            aria-expanded={open}
            onPress={() => setOpen(!open)}
          >
            {open ? 'Hide YAML' : 'Show YAML'}
          </Button>
        )}
      </div>
      {why && (
        <Text as="p" variant="body-small">
          {why}
        </Text>
      )}
      {open && (
        <>
          {differs && (
            <ToggleButtonGroup
              aria-label="What to show"
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[view]}
              onSelectionChange={keys => {
                setView([...keys][0] as 'diff' | 'yaml');
              }}
            >
              <ToggleButton id="diff">Difference</ToggleButton>
              <ToggleButton id="yaml">YAML</ToggleButton>
            </ToggleButtonGroup>
          )}
          <div className={styles.text}>
            {showsDiff ? (
              <YamlDiff
                label={`What differs in ${where}`}
                now={liveYaml}
                then={yaml}
              />
            ) : (
              <YamlView label={`YAML for ${where}`} text={yaml} />
            )}
          </div>
          <Keep name={name} yaml={yaml} />
        </>
      )}
    </section>
  );
}

/** Copies the text, or keeps it as a file. */
function Keep(props: { name: string; yaml: string }) {
  const { name, yaml } = props;
  const [copied, setCopied] = useState<boolean>();

  async function copy() {
    try {
      await navigator.clipboard.writeText(yaml);
      setCopied(true);
    } catch {
      // Browsers offer no clipboard on plain http: the text stays selectable.
      setCopied(false);
    }
  }

  function download() {
    const address = URL.createObjectURL(
      new Blob([yaml], { type: 'application/yaml' }),
    );
    const link = document.createElement('a');
    link.href = address;
    link.download = `${name}.prometheusrule.yaml`;
    link.click();
    URL.revokeObjectURL(address);
  }

  return (
    <Flex align="center" gap="2">
      <Button
        size="small"
        variant="secondary"
        iconStart={copied ? <CheckIcon /> : <CopyIcon />}
        onPress={copy}
      >
        {copied ? 'Copied' : 'Copy YAML'}
      </Button>
      <Button
        size="small"
        variant="secondary"
        iconStart={<DownloadIcon />}
        onPress={download}
      >
        Download YAML
      </Button>
      <span role="status" className={styles.status}>
        {copied === false &&
          'The browser does not let us copy here: select the lines instead.'}
      </span>
    </Flex>
  );
}
