import { ServiceManagerClient } from '@vtasker/backstage-plugin-service-manager-common';
import { FakeServer } from '../testing';
import { describeError } from './describeError';

async function errorOf(server: FakeServer): Promise<Error> {
  return server.client.call('listClusters').then(
    () => {
      throw new Error('expected a refusal');
    },
    error => error,
  );
}

describe('an error in words', () => {
  it('has the message, code, field and next step of the API', async () => {
    const server = new FakeServer().fail('listClusters', 400, {
      code: 'INVALID_FIELD',
      field: 'parameters.replicas',
      message: 'replicas must be at least 0.',
      nextStep: 'Give a number from 0 to 10000.',
    });
    expect(describeError(await errorOf(server))).toEqual({
      code: 'INVALID_FIELD',
      field: 'replicas',
      message: 'replicas must be at least 0.',
      nextStep: 'Give a number from 0 to 10000.',
      reference: undefined,
      unanswered: false,
    });
  });

  it.each(['parameters.images[0].image', 'body.parameters.images[0].image'])(
    'names %s as the form knows it',
    async field => {
      const server = new FakeServer().fail('listClusters', 400, {
        field,
        message: 'Not an image.',
      });
      expect(describeError(await errorOf(server)).field).toBe(
        'images[0].image',
      );
    },
  );

  it('says when to try again after too many requests', async () => {
    const tooMany = (error: object, header?: string) =>
      new Response(
        JSON.stringify({
          error: { name: 'Error', ...error },
          response: { statusCode: 429 },
        }),
        {
          status: 429,
          headers: {
            'content-type': 'application/json',
            ...(header && { 'retry-after': header }),
          },
        },
      );
    const errorFrom = (response: Response) =>
      new ServiceManagerClient({
        discoveryApi: { getBaseUrl: async () => 'http://backend' },
        fetchApi: { fetch: async () => response },
      })
        .call('listClusters')
        .then(
          () => {
            throw new Error('expected a refusal');
          },
          (error: Error) => describeError(error),
        );
    const message = 'Too many changes.';
    expect(await errorFrom(tooMany({ message }, '7'))).toMatchObject({
      message,
      nextStep: 'Try again in 7 s.',
    });
    // The API's own words go first, and are not doubled.
    expect(
      await errorFrom(tooMany({ message, nextStep: 'Wait 7 s.' }, '7')),
    ).toMatchObject({ message, nextStep: 'Wait 7 s.' });
    // A proxy's page has no words of the API.
    const page = new Response('<html>', {
      status: 429,
      headers: { 'retry-after': '7' },
    });
    expect((await errorFrom(page)).nextStep).toBe('Try again in 7 s.');
  });

  it('does not show the page that a proxy sent in place of an answer', async () => {
    const page = new Response('<html><body>Sorry, <b>later</b></body></html>', {
      status: 502,
      statusText: 'Bad Gateway',
    });
    const client = new ServiceManagerClient({
      discoveryApi: { getBaseUrl: async () => 'http://backend' },
      fetchApi: { fetch: async () => page },
    });
    const error = await client.call('listClusters').catch(e => e);
    expect(describeError(error)).toEqual({
      message: 'Request failed with status 502 Bad Gateway.',
      nextStep: expect.stringMatching(/between this page and the backend/),
      unanswered: true,
    });
  });

  it('does not know whether a request that nobody answered was acted upon', async () => {
    const server = new FakeServer();
    server.setOffline(true);
    expect(describeError(await errorOf(server)).unanswered).toBe(true);
    server.setOffline(false);
    server.fail('listClusters', 504, { message: 'Gateway time-out' });
    expect(describeError(await errorOf(server)).unanswered).toBe(true);
    server.fail('listClusters', 409, { message: 'Conflict' });
    expect(describeError(await errorOf(server)).unanswered).toBe(false);
  });
});
