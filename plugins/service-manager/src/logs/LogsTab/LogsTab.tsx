import { useCallback, useEffect, useRef, useState } from 'react';
import { HelpDialog, legible, usePageKeys } from '../../components';
import {
  formatExactNs,
  type LogRow,
  noFilters,
  podChoices,
  writeView,
} from '../pure';
import type { LogsApi } from '../session';
import { DownloadBar } from './DownloadBar';
import { FreshButton } from './FreshButton';
import { help } from './help';
import { Histogram } from './Histogram';
import { LineDrawer } from './LineDrawer';
import { LinesArea } from './LinesArea';
import { LogqlField } from './LogqlField';
import { Notices } from './Notices';
import { StatusLine } from './StatusLine';
import { Toolbar } from './Toolbar';
import { useDownload } from './useDownload';
import { useHeightToEnd } from './useHeightToEnd';
import { useHits } from './useHits';
import { useSources, useVolume } from './useLogFacts';
import { useLogSession } from './useLogSession';
import { useLogView } from './useLogView';
import { useOpenLine } from './useOpenLine';

import styles from './LogsTab.module.css';

const noPods: string[] = [];

/** The lines of a service: as they come, or of a time that has passed. */
export function LogsTab(props: { api: LogsApi; name: string }) {
  const { api, name } = props;
  const { view, question, setView } = useLogView();
  const sources = useSources(api);
  const volume = useVolume(api, question);
  const pods = podChoices(sources.value, noPods);
  const { session, shown } = useLogSession(api, view);
  const { active, setActive, line, open, close } = useOpenLine(
    shown,
    view,
    setView,
  );
  const goTo = useHits(shown, active, setActive);
  const downloads = useDownload(api, view, name);
  const [said, setSaid] = useState('');
  const [helping, setHelping] = useState(false);
  const [querying, setQuerying] = useState(false);
  const mayQuery = sources.value?.mayQuery === true;
  const root = useRef<HTMLDivElement>(null);
  const searchField = useRef<HTMLDivElement>(null);
  const height = useHeightToEnd(root);

  useEffect(() => {
    session?.setSearch(view.search);
    shown?.setSearch(view.search);
  }, [session, shown, view.search]);

  const follow = useCallback(() => {
    setActive(undefined);
    session?.follow(true);
  }, [session, setActive]);
  const copy = useCallback(async (text: string, what: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(`${what} copied.`);
    } catch {
      setSaid(`${what} could not be copied: the browser does not allow it.`);
    }
  }, []);
  const copyInSight = useCallback(() => {
    const inSight = [
      ...(root.current?.querySelectorAll('[role="grid"] [data-index]') ?? []),
    ].map(row => shown?.buffer.at(Number(row.getAttribute('data-index'))));
    const texts = inSight.flatMap(row => (row ? [asText(row)] : []));
    copy(texts.join('\n'), `${texts.length} lines`);
  }, [copy, shown]);
  const openQuery = useCallback(() => setQuerying(true), []);
  const showHelp = useCallback(() => setHelping(true), []);
  const linkTo = () => {
    const query = writeView({ ...view, around: true }).toString();
    const { origin, pathname } = window.location;
    return `${origin}${pathname}?${query}`;
  };
  const focusLines = () =>
    root.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();

  usePageKeys(key => {
    if (key === '?') showHelp();
    else if (key === '/') searchField.current?.querySelector('input')?.focus();
    else if (key === 'j' || key === 'k') focusLines();
    else if (key === 'n') goTo(1);
    else if (key === 'N') goTo(-1);
    else if (key === 'End' && session) follow();
    else if (key === 'Escape' && line) close();
    else return false;
    return true;
  });

  return (
    <div ref={root} className={`${styles.tab} ${legible}`} style={{ height }}>
      <Toolbar
        view={question}
        setView={setView}
        sources={sources.value}
        searchField={searchField}
        session={session}
        shown={shown}
        active={view.search === '' ? undefined : active}
        onHit={goTo}
        onFollow={follow}
        onCopy={copyInSight}
        onDownload={downloads.start}
        onQuery={mayQuery ? openQuery : undefined}
        onHelp={showHelp}
      />
      {mayQuery && (querying || view.logql !== '') && (
        <LogqlField
          value={view.logql}
          onRun={logql => setView({ logql })}
          onClose={() => {
            setQuerying(false);
            focusLines();
            if (view.logql !== '') setView({ logql: '' });
          }}
        />
      )}
      <DownloadBar download={downloads.download} onStop={downloads.stop} />
      <Notices
        view={view}
        setView={setView}
        session={session}
        shown={shown}
        sourceNotices={sources.value?.notices ?? []}
        sourcesError={sources.error}
      />
      <Histogram
        volume={volume.value}
        error={volume.error}
        utc={view.utc}
        onBrush={setView}
      />
      <div className={styles.content}>
        <div className={styles.lines}>
          <LinesArea
            session={session}
            shown={shown}
            view={view}
            setView={setView}
            showPod={pods.length > 1}
            pods={pods}
            active={active}
            onActivate={setActive}
            onOpen={open}
            onEscape={() => line && close()}
          />
          {session && (
            <FreshButton
              session={session}
              beside={line !== undefined}
              onFollow={follow}
            />
          )}
        </div>
        {line && (
          <LineDrawer
            line={line}
            view={view}
            onClose={() => {
              close();
              focusLines();
            }}
            onContext={() =>
              setView({
                ...noFilters,
                from: undefined,
                until: undefined,
                line: { cursor: line.cursor, ns: line.ns },
                around: true,
              })
            }
            onCopy={text => copy(text, 'The line')}
            onCopyLink={() => copy(linkTo(), 'The link')}
            onFilter={(field, value) =>
              setView({ fields: { ...view.fields, [field]: value } })
            }
            onOnly={setView}
          />
        )}
      </div>
      {session && (
        <StatusLine
          session={session}
          shown={shown}
          known={sources.value?.source}
          utc={view.utc}
          said={said}
        />
      )}
      <HelpDialog
        title="Keys, levels and marks"
        tables={help}
        isOpen={helping}
        onOpenChange={setHelping}
      />
    </div>
  );
}

/** A row as it is put into a text file. */
function asText(row: LogRow): string {
  const time = (ns: string) => formatExactNs(ns, { utc: true });
  if (row.type !== 'line') {
    return `${time(row.type === 'gap' ? row.from : row.ns)} -- ${row.message}`;
  }
  return `${time(row.ns)} ${row.pod}/${row.container} ${row.level} ${row.text}`;
}
