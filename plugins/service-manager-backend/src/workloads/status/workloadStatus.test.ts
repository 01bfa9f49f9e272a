import { NOW } from '../__testUtils__';
import { deriveWorkloadStatus } from './workloadStatus';
import type { StatusCase } from './__testUtils__/case';
import { crashCases } from './__testUtils__/crashCases';
import { deploymentCases } from './__testUtils__/deploymentCases';
import { otherCases } from './__testUtils__/otherCases';
import { readinessCases } from './__testUtils__/readinessCases';
import { startCases } from './__testUtils__/startCases';
import { stoppedCases } from './__testUtils__/stoppedCases';

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
