import fc from 'fast-check';
import type { Alert } from '@vtasker/backstage-plugin-service-manager-common';
import { anAlert, anOffer, aRule, someAlerts } from '../../testing';
import { sayApply, whyNotApply } from './offers';
import { sayAlert, sayOverall, saySilenced, sortAlerts } from './words';

const silence = {
  id: 's',
  by: 'user:default/anna',
  reason: 'Why',
  from: '2026-03-10T15:00:00Z',
  until: '2026-03-10T16:00:00Z',
};

describe('alerts in one line', () => {
  it.each([
    [someAlerts(), 'No alerts · 3 rules watch this service'],
    [
      someAlerts({ rules: [aRule()] }),
      'No alerts · 1 rule watches this service',
    ],
    [
      someAlerts({ rules: [aRule({ state: 'disabled' })] }),
      'No alerts · no rule watches this service',
    ],
    [someAlerts({ alerts: [anAlert()] }), '1 alert firing'],
    [
      someAlerts({ alerts: [anAlert({ state: 'pending' })] }),
      '1 alert pending',
    ],
    [
      someAlerts({
        alerts: [
          anAlert({ id: '1' }),
          anAlert({ id: '2' }),
          anAlert({ id: '3', state: 'pending' }),
          anAlert({ id: '4', silences: [silence] }),
        ],
      }),
      '2 alerts firing · 1 pending · 1 silenced',
    ],
    [
      someAlerts({ alerts: [anAlert({ silences: [silence] })] }),
      'No alerts · 1 silenced',
    ],
  ])('say how many there are, and who watches', (alerts, text) => {
    expect(sayOverall(alerts)).toBe(text);
  });

  it('are all told once, in the same order whatever order they come in', () => {
    const anyAlert = fc
      .record({
        id: fc.uuid(),
        state: fc.constantFrom<Alert['state']>('firing', 'pending'),
        severity: fc.constantFrom<Alert['severity']>(
          'critical',
          'warning',
          'info',
          'unknown',
        ),
        since: fc.constantFrom(
          '2026-03-10T15:00:00Z',
          '2026-03-10T16:00:00+01:00',
          '2026-03-11T15:00:00Z',
        ),
        silences: fc.constantFrom<Alert['silences']>([], [silence]),
      })
      .map(some => anAlert(some));
    fc.assert(
      fc.property(
        fc.uniqueArray(anyAlert, { selector: ({ id }) => id }),
        alerts => {
          const { firing, pending, silenced } = sortAlerts(alerts);
          const told = [...firing, ...pending, ...silenced];
          expect(told.map(({ id }) => id).sort()).toEqual(
            alerts.map(({ id }) => id).sort(),
          );
          expect(sortAlerts([...alerts].reverse())).toEqual({
            firing,
            pending,
            silenced,
          });
        },
      ),
    );
  });
});

describe('a silence in words', () => {
  it('tells whom it keeps from being told', () => {
    expect(saySilenced(anAlert())).toMatch(/^Alertmanager notifies nobody/);
    expect(saySilenced(anAlert({ source: 'service-manager' }))).toMatch(
      /^Nobody is notified of HighErrorRate of this service/,
    );
  });
});

describe('applying a PrometheusRule', () => {
  it('says what happens in each cluster', () => {
    expect(
      sayApply([
        anOffer(),
        anOffer({ cluster: 'us', state: 'different' }),
        anOffer({ cluster: 'test', state: 'unsupported' }),
      ]),
    ).toBe(
      'It is created in prod-eu. In us it becomes what is shown, unless somebody else keeps what differs. test does not know the kind PrometheusRule and is left alone.',
    );
  });

  it.each([
    ['same', /there already/],
    ['unsupported', /Install the Prometheus Operator/],
    ['unknown', /not known/],
  ] as const)('does nothing where it is %s, and says why', (state, why) => {
    expect(whyNotApply([anOffer({ state })])).toMatch(why);
  });

  it.each(['absent', 'different'] as const)(
    'is offered where it is %s',
    state => {
      expect(
        whyNotApply([anOffer({ state }), anOffer({ state: 'same' })]),
      ).toBe(undefined);
    },
  );
});

describe('the value of an alert that no rule of ours explains', () => {
  it.each([
    ['1.58e-01', '0.158'],
    ['12345.678', '12,350'],
    ['+Inf', '+Inf'],
    [undefined, undefined],
  ])('%s is said as %s', (value, said) => {
    const alert = anAlert({ ruleId: undefined, value });
    expect(sayAlert(alert, []).value).toBe(said);
  });
});
