import { Button } from '@backstage/ui';
import { ErrorNotice } from '../../components';
import type { Download } from './useDownload';
import styles from './LogsTab.module.css';

/** How far a download is, or why it ended. */
export function DownloadBar(props: {
  download: Download | undefined;
  onStop(): void;
}) {
  const { download, onStop } = props;
  if (!download) return null;
  if (download.state === 'failed') {
    return (
      <ErrorNotice
        title="The lines could not be downloaded"
        error={download.error}
        onRetry={onStop}
      />
    );
  }
  const running = download.state === 'running';
  return (
    <div className={styles.group}>
      <span role="status">
        {running ? 'Downloading the lines: ' : 'Downloaded: '}
        {sayBytes(download.bytes)}
      </span>
      <Button size="small" variant="secondary" onPress={onStop}>
        {running ? 'Stop the download' : 'Put away'}
      </Button>
    </div>
  );
}

export function sayBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6
    ? `${(bytes / 1e3).toFixed(0)} KB`
    : `${(bytes / 1e6).toFixed(1)} MB`;
}
