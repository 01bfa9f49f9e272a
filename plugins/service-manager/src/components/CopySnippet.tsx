import { useState } from 'react';
import { Button, Flex } from '@backstage/ui';
import { CheckIcon, CopyIcon } from '../icons';
import styles from './CopySnippet.module.css';
import { ScrollRegion } from './ScrollRegion';

/** Lines to paste, with a button that copies them. */
export function CopySnippet(props: { label: string; text: string }) {
  const { label, text } = props;
  const [copied, setCopied] = useState<boolean>();

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Browsers offer no clipboard on plain http: the text stays selectable.
      setCopied(false);
    }
  }

  return (
    <div className={styles.snippet}>
      <ScrollRegion label={label}>
        <pre className={styles.text}>{text}</pre>
      </ScrollRegion>
      <Flex align="center" gap="2">
        <Button
          size="small"
          variant="secondary"
          iconStart={copied ? <CheckIcon /> : <CopyIcon />}
          onPress={copy}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
        <span role="status" className={styles.status}>
          {copied === false &&
            'The browser does not let us copy here: select the lines instead.'}
        </span>
      </Flex>
    </div>
  );
}
