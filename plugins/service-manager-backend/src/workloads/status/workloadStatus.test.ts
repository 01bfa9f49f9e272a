import { NOW } from '../__testing__';
import { deriveWorkloadStatus } from './workloadStatus';
import type { StatusCase } from './__testing__/case';
import { deploymentCases } from './__testing__/deploymentCases';
import { otherCases } from './__testing__/otherCases';
import { podCases } from './__testing__/podCases';

function check({ snapshot, evidence, since, ...expected }: StatusCase) {
  const status = deriveWorkloadStatus(snapshot, NOW);
  const { state, reason, message } = status;
  expect({ state, reason, message }).toEqual({
    state: expected.state,
    reason: expected.reason,
    message: expected.message,
  });
  if (since) expect(status.since).toBe(since);
  if (evidence) {
    expect(status.evidence.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(evidence),
    );
  }
}

describe('deriveWorkloadStatus', () => {
  describe('Deployment', () => {
    it.each(deploymentCases.map(row => [row.name, row] as const))(
      '%s',
      (_, row) => check(row),
    );
  });

  describe('pods', () => {
    it.each(podCases.map(row => [row.name, row] as const))('%s', (_, row) =>
      check(row),
    );
  });

  describe('other kinds', () => {
    it.each(otherCases.map(row => [row.name, row] as const))('%s', (_, row) =>
      check(row),
    );
  });
});
