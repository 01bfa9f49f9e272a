import { parseRequest } from './requestInfo';

describe('parseRequest', () => {
  it.each([
    ['GET', '/api/v1/pods', 'LIST', 'pods', undefined, undefined],
    ['GET', '/api/v1/pods?watch=true', 'WATCH', 'pods', undefined, undefined],
    [
      'GET',
      '/api/v1/namespaces/a/pods?watch=1',
      'WATCH',
      'pods',
      'a',
      undefined,
    ],
    ['GET', '/api/v1/pods?watch=false', 'LIST', 'pods', undefined, undefined],
    ['GET', '/api/v1/namespaces/a/pods/x', 'GET', 'pods', 'a', 'x'],
    [
      'GET',
      '/api/v1/namespaces/a/pods/x/log?follow=true',
      'GET',
      'pods/log',
      'a',
      'x',
    ],
    ['GET', '/api/v1/namespaces', 'LIST', 'namespaces', undefined, undefined],
    ['GET', '/api/v1/namespaces/a', 'GET', 'namespaces', undefined, 'a'],
    [
      'PATCH',
      '/apis/apps/v1/namespaces/a/deployments/x/scale',
      'PATCH',
      'deployments/scale',
      'a',
      'x',
    ],
    [
      'PUT',
      '/apis/apps/v1/namespaces/a/deployments/x',
      'UPDATE',
      'deployments',
      'a',
      'x',
    ],
    [
      'POST',
      '/apis/batch/v1/namespaces/a/jobs',
      'CREATE',
      'jobs',
      'a',
      undefined,
    ],
    [
      'POST',
      '/api/v1/namespaces/a/pods/x/eviction',
      'CREATE',
      'pods/eviction',
      'a',
      'x',
    ],
    ['DELETE', '/api/v1/namespaces/a/pods/x', 'DELETE', 'pods', 'a', 'x'],
    [
      'DELETE',
      '/api/v1/namespaces/a/pods',
      'DELETECOLLECTION',
      'pods',
      'a',
      undefined,
    ],
    ['GET', '/apis/apps/v1', 'OTHER', '', undefined, undefined],
    ['GET', '/readyz', 'OTHER', '', undefined, undefined],
  ])('%s %s is %s %s', (method, path, verb, resource, namespace, name) => {
    expect(parseRequest(method, path)).toMatchObject({
      verb,
      resource,
      namespace,
      name,
    });
  });

  it('tells a list that goes on, and a dry run', () => {
    expect(
      parseRequest('GET', '/api/v1/pods?limit=5&continue=abc'),
    ).toMatchObject({ continueToken: 'abc', dryRun: false });
    expect(parseRequest('GET', '/api/v1/pods?limit=5&continue=')).toMatchObject(
      { continueToken: undefined },
    );
    expect(
      parseRequest(
        'PATCH',
        '/apis/apps/v1/namespaces/a/deployments/x?dryRun=All',
      ),
    ).toMatchObject({ dryRun: true, group: 'apps', version: 'v1' });
  });
});
