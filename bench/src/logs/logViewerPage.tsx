import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router-dom';
import { ApiProvider } from '@backstage/core-app-api';
import { RealLogViewer } from '@backstage/core-components/dist/components/LogViewer/RealLogViewer.esm.js';
import { textOf } from './lines';

/** What it asks for: where errors are shown, and its words. */
const api = {
  post() {},
  getTranslation: () => ({ ready: true, t: (key: string) => key }),
  translation$: () => ({ subscribe: () => ({ unsubscribe() {} }) }),
};
const apis = { get: () => api as never };

let show = (_text: string) => {};
let text = '';
let given = 0;
let stopped = false;

function give(lines: number) {
  let more = '';
  for (const end = given + lines; given < end; given++) {
    more += `${textOf(given)}\n`;
  }
  text += more;
  show(text);
}

function Viewer() {
  const [shown, setShown] = useState('');
  show = setShown;
  return (
    <ApiProvider apis={apis}>
      <MemoryRouter>
        <div style={{ height: '90vh' }}>
          <RealLogViewer text={shown} />
        </div>
      </MemoryRouter>
    </ApiProvider>
  );
}

Object.assign(window, {
  /** So many lines at once. */
  giveAll: give,
  /** As a stream gives them: ten times a second the text has grown. */
  async giveStreamed(linesPerSecond: number, lines: number) {
    const started = performance.now();
    while (given < lines && !stopped) {
      await new Promise(resolve => setTimeout(resolve, 100));
      const passed = (performance.now() - started) / 1000;
      const due = Math.min(lines, Math.floor(passed * linesPerSecond));
      if (due > given) give(due - given);
    }
    return given;
  },
  stopGiving() {
    stopped = true;
  },
});

createRoot(document.getElementById('root')!).render(<Viewer />);
