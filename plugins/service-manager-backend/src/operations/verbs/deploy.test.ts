import { verbKinds } from '@vtasker/backstage-plugin-service-manager-common';
import { workloadRef } from '../../workloads';
import {
  cronJob as cronJobSnapshot,
  snapshot,
} from '../../workloads/__testUtils__';
import { cronJob, deployment } from '../__testUtils__/objects';
import type { WorkloadState } from '../types';
import { deploy } from './deploy';

const sha = `sha256:${'a'.repeat(64)}`;

function state(object: any): WorkloadState {
  const { kind, metadata } = object;
  const { namespace, name } = metadata;
  return {
    ref: workloadRef({ cluster: 'one', namespace, kind, name }),
    snapshot: snapshot(cronJobSnapshot()),
    object,
  };
}

async function plan(
  object: any,
  image: string,
  container?: string,
): Promise<any> {
  const parameters = { images: [{ container, image }] };
  const target = await deploy.plan(state(object), parameters, {} as any);
  return { target, summary: deploy.summary('it', parameters, [target as any]) };
}

const web = (image: string) => deployment('shop', 'web', { image });

describe('deploy', () => {
  it.each([
    ['r.example:5000/a/b:1', ':2', 'r.example:5000/a/b:2'],
    ['r.example:5000/a/b', ':2', 'r.example:5000/a/b:2'],
    [`a:1@${sha}`, ':2', 'a:2'],
    ['a:1', 'b:3', 'b:3'],
    ['a:1', `a@${sha}`, `a@${sha}`],
  ])('%s with %s becomes %s', async (current, asked, wanted) => {
    const { target } = await plan(web(current), asked);
    expect(target.after.images).toEqual({ main: wanted });
  });

  it.each([
    ['a:1', ' ', /spaces/],
    ['a:1', 'a/Upper:1', /"Upper"/],
    ['a:1', 'a@sha256:short', /digest/],
    ['a:1', ':1@sha256:x', /not a tag/],
    // Behind the name it would be a registry with a port.
    ['web', ':5000/other', /not a tag/],
    ['UPPER', ':2', /no reference to put it on/],
  ])('%s with "%s" is refused by name', async (current, asked, why) => {
    await expect(plan(web(current), asked)).rejects.toMatchObject({
      status: 422,
      code: 'INVALID_IMAGE',
      field: 'parameters.images[0].image',
      message: expect.stringMatching(why),
      nextStep: expect.stringContaining('leading colon'),
    });
  });

  it('names builds by tag, else by a short digest, else as they are', async () => {
    const { target } = await plan(web('UPPER'), `a@${sha}`);
    expect([target.now, target.then]).toEqual(['UPPER', 'sha256:aaaaaaaaaaaa']);
  });

  it('of a CronJob goes into its job template, and waits for no pods', async () => {
    const { target, summary } = await plan(cronJob('shop', 'report'), ':2.0.0');
    expect(target).toMatchObject({
      now: '1.0.0',
      then: '2.0.0 from its next run on',
      goal: { kind: 'observed' },
    });
    expect(target.writes).toHaveLength(1);
    expect(target.writes[0].fields).toEqual([
      {
        path: [
          'spec',
          'jobTemplate',
          'spec',
          'template',
          'spec',
          'containers',
          '[name=main]',
          'image',
        ],
        before: 'example/report:1.0.0',
        after: 'example/report:2.0.0',
      },
    ]);
    expect(summary).toMatch(/from its next run on/);
  });

  it('leaves Jobs alone, and says why', () => {
    expect(verbKinds.deploy).not.toContain('Job');
    expect(deploy.notFor('Job')).toBe(
      'The pods of a Job cannot be changed once it exists.',
    );
  });
});
