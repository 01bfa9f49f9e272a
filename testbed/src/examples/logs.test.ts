import { ContainerLog, KubeObject } from '@internal/sandbox';
import { exampleClusterNames, exampleManifests } from './manifests';
import { exampleLogScripts } from './logs';

const START = Date.parse('2026-01-31T12:00:00Z');
const scripts = exampleLogScripts();

/** Half an hour of a container with this image. */
function half(image: string, run: object = {}) {
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'one', uid: '12345678-0000' },
    spec: { containers: [{ name: 'main', image }] },
  };
  const log = new ContainerLog(
    pod,
    'main',
    { startedAt: new Date(START).toISOString(), ...run },
    scripts,
  );
  const count = log.countAt(new Date(START + 1_800_000));
  return Array.from({ length: count }, (_, n) => log.entry(n))
    .flat()
    .map(({ text }) => text);
}

const images = exampleClusterNames.flatMap(cluster =>
  exampleManifests(cluster).flatMap(object =>
    (object.spec?.template?.spec?.containers ?? []).map(
      (container: any) => container.image as string,
    ),
  ),
);

describe('what the example fleets write', () => {
  it.each([...new Set(images)])('%s: every gap is filled', image => {
    const text = half(image).join('\n');
    expect(text).not.toMatch(/<(time|clock|n|pod|container|hex|\d)|undefined/);
    for (const line of text.split('\n').filter(one => one.startsWith('{'))) {
      expect(() => JSON.parse(line)).not.toThrow();
    }
  });

  it.each([
    ['dummy-service:v1', 0.15, 100],
    ['dummy-service:v2', 0.05, 50],
  ])('%s fails and takes its time as it says', (image, errors, millis) => {
    const requests = half(image).filter(line => line.includes('trace_id'));
    const failed = requests.filter(line => /level"?[=:]"?error/.test(line));
    expect(failed.length / requests.length).toBeGreaterThan(errors * 0.7);
    expect(failed.length / requests.length).toBeLessThan(errors * 1.3);
    const times = requests.map(line =>
      Number(/duration_ms"?[=:](\d+)/.exec(line)![1]),
    );
    const mean = times.reduce((a, b) => a + b, 0) / times.length;
    expect(Math.abs(mean - millis)).toBeLessThan(millis * 0.05);
  });

  it('covers the shapes that the Logs tab has to bear', () => {
    const all = [...new Set(images)].flatMap(image => half(image)).join('\n');
    expect(all).toMatch(/^\{"/m);
    expect(all).toMatch(/^level=info msg=/m);
    expect(all).toContain('\u001b[38;5;34m');
    expect(all).toMatch(/^\s+at \S+/m);
    expect(all).toContain('postgres://planner:');
    expect(all).toContain('Bearer eyJ');
    for (const level of ['debug', 'info', 'warn', 'error']) {
      expect(all).toMatch(new RegExp(`\\b${level}\\b`, 'i'));
    }
    const ended = half('clos/clos-monitor:2.0.0', {
      finishedAt: new Date(START + 1_000).toISOString(),
      exitCode: 137,
      reason: 'OOMKilled',
    });
    expect(ended.join('\n')).toContain('OutOfMemoryError');
  });
});
