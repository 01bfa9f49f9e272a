import { NOW } from '../__testing__';
import { deriveWorkloadStatus } from './workloadStatus';
import type { StatusCase } from './__testing__/case';
import { crashCases } from './__testing__/crashCases';
import { deploymentCases } from './__testing__/deploymentCases';
import { otherCases } from './__testing__/otherCases';
import { readinessCases } from './__testing__/readinessCases';
import { startCases } from './__testing__/startCases';
import { stoppedCases } from './__testing__/stoppedCases';

const tables: Record<string, StatusCase[]> = {
  'a Deployment': deploymentCases,
  'no pods wanted': stoppedCases,
  'containers that end': crashCases,
  'pods that do not start': startCases,
  'pods that do not serve': readinessCases,
  'other kinds': otherCases,
};

describe.each(Object.entries(tables))('deriveWorkloadStatus: %s', (_, rows) => {
  it.each(rows.map(row => [row.name, row] as const))('%s', (__, row) => {
    const status = deriveWorkloadStatus(row.snapshot, NOW);
    const { state, reason, message } = status;
    expect({ state, reason, message }).toEqual({
      state: row.state,
      reason: row.reason,
      message: row.message,
    });
    expect(status.since).toEqual(row.since ?? status.since);
    expect(status.evidence.map(({ text }) => text).join('\n')).toMatch(
      row.evidence ?? /.*/,
    );
  });
});
