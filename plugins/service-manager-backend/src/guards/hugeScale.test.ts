import { container, deployment, snapshot } from '../workloads/__testUtils__';
import { codes, guards, scale } from './__testUtils__/guards';

describe('huge-scale', () => {
  it('says what a digit too many would ask for', () => {
    const sized = deployment();
    sized.spec.template = {
      containers: [
        container('web', {
          resources: { requests: { cpu: '250m', memory: '512Mi' } },
        }),
      ],
    };
    expect(
      guards({ ...scale(300), snapshots: [snapshot(sized)] })[0],
    ).toMatchObject({
      code: 'huge-scale',
      severity: 'info',
      detail: 'Together they request 75 CPU and 150Gi memory.',
    });
  });

  it.each([3, 10, 30])('%i from 3 is no surprise', replicas => {
    expect(codes(scale(replicas))).toEqual([]);
  });
});
