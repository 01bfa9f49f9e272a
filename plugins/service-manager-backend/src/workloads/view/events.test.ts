import fc from 'fast-check';
import { serviceEventSchema } from '@vtasker/backstage-plugin-service-manager-common';
import { arbitrarySnapshot } from '../__testUtils__/arbitraries';
import { ago, deployment, event, pod, snapshot } from '../__testUtils__';
import type { ClusterEvent } from '../objects';
import { viewEvents } from './events';

function view(...events: ClusterEvent[]) {
  return viewEvents([snapshot(deployment(), { events })]);
}

describe('viewEvents', () => {
  it('joins what says the same of several pods of a workload', () => {
    expect(
      view(
        event(pod('web-1'), 'BackOff', 'Back-off restarting web in pod web-1', {
          count: 4,
          firstAt: ago(900),
          lastAt: ago(60),
        }),
        event(pod('web-2'), 'BackOff', 'Back-off restarting web in pod web-2', {
          count: 3,
          firstAt: ago(600),
          lastAt: ago(30),
        }),
      ),
    ).toEqual([
      {
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off restarting web in pod web-2',
        object: 'Deployment/web',
        count: 7,
        firstAt: ago(900),
        lastAt: ago(30),
      },
    ]);
  });

  it('keeps the pod where there is only one', () => {
    expect(view(event(pod('web-1'), 'BackOff', 'x'))[0].object).toBe(
      'Pod/web-1',
    );
  });

  it('joins messages that differ in numbers, ids and digests only', () => {
    const probe = (port: number) =>
      event(
        pod(`web-${port}`),
        'Unhealthy',
        `Get "http://10.0.0.${port}:80${port}/": refused`,
      );
    expect(view(probe(1), probe(2))).toHaveLength(1);
  });

  it('does not join other words, reasons, types or workloads', () => {
    const one = event(pod('web-1'), 'Unhealthy', 'Readiness probe failed');
    expect(
      view(
        one,
        event(pod('web-1'), 'Unhealthy', 'Liveness probe failed'),
        event(pod('web-1'), 'Killing', 'Readiness probe failed'),
        event(pod('web-2'), 'Unhealthy', 'Readiness probe failed', {
          type: 'Normal',
        }),
      ),
    ).toHaveLength(4);
    expect(
      viewEvents([
        snapshot(deployment(), { events: [one] }),
        snapshot(deployment({ name: 'api' }), { events: [one] }),
      ]),
    ).toHaveLength(2);
  });

  it('counts an event that is listed twice once', () => {
    const one = event(pod('web-1'), 'BackOff', 'x', { count: 5 });
    expect(view(one, one)[0].count).toBe(5);
  });

  it('keeps warnings before normal events, newest first, at most 50', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      event(pod('web-1'), `Reason${'x'.repeat(index)}`, 'm', {
        type: index < 20 ? 'Warning' : 'Normal',
        // The warnings are the oldest.
        lastAt: ago(1000 - index),
      }),
    );
    const shown = view(...many);
    expect(shown).toHaveLength(50);
    expect(shown.filter(({ type }) => type === 'Warning')).toHaveLength(20);
    const times = shown.map(({ lastAt }) => Date.parse(lastAt!));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(shown[0].lastAt).toBe(ago(941));
  });

  it('is the same for every order, and never throws', () => {
    const seen = arbitrarySnapshot.map(one => ({
      ...one,
      events: one.events?.map((item, index) => ({
        ...item,
        metadata: { ...item.metadata, uid: `uid-${index}` },
        firstAt: ago(index * 7 + 900),
        lastAt: ago(index * 13),
      })),
    }));
    fc.assert(
      fc.property(seen, one => {
        const events = viewEvents([one]);
        events.forEach(item => serviceEventSchema.parse(item));
        const reversed = [...(one.events ?? [])].reverse();
        expect(viewEvents([{ ...one, events: reversed }])).toEqual(events);
      }),
    );
  });
});
