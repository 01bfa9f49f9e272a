import { describeWith, startPostgres } from '@internal/testbed';
import { realCluster } from './__testUtils__/clusters';
import { deathsAt, killContract } from './__testUtils__/kill.contract';

jest.setTimeout(120_000);

describeWith(
  ['kubernetes', 'postgres'],
  'kill -9 of the backend, on Postgres and a real control plane',
  () => {
    killContract(async () => {
      const [cluster, postgres] = await Promise.all([
        realCluster(),
        startPostgres(),
      ]);
      const { endpoint } = cluster;
      return {
        cluster,
        address: {
          url: endpoint.url,
          ca: endpoint.ca,
          headers: { authorization: `Bearer ${endpoint.tokens.portal}` },
        },
        async database(name) {
          const connection = await postgres.createDatabase(`kill_${name}`);
          return { client: 'pg', connection, pool: { min: 0, max: 4 } };
        },
        // What the API server itself wrote down.
        arrived: namespace =>
          endpoint
            .audit()
            .filter(
              ({ user, verb, requestURI, objectRef, responseStatus }) =>
                user.username === 'portal' &&
                ['patch', 'update', 'delete'].includes(verb) &&
                objectRef?.namespace === namespace &&
                !requestURI.includes('dryRun') &&
                responseStatus?.code === 200,
            ).length,
        stop: () => postgres.stop(),
      };
    }, [
      {
        request: { verb: 'stop', parameters: {} },
        writes: 2,
        deaths: deathsAt(2),
      },
      {
        request: { verb: 'restart', parameters: {} },
        writes: 1,
        deaths: deathsAt(1),
      },
      {
        request: {
          verb: 'deploy',
          parameters: { images: [{ image: ':2.0.0' }] },
        },
        writes: 1,
        deaths: deathsAt(1),
      },
    ]);
  },
);
