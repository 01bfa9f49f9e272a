import SwaggerParser from '@apidevtools/swagger-parser';
import {
  logStreamRoutes,
  routes,
} from '@vtasker/backstage-plugin-service-manager-common';
import request from 'supertest';
import { createHarness } from '../services/__testUtils__/harness';
import { openApiDocument } from './document';

/** `GET /services/{namespace}/...` of everything that the document holds. */
function documented(): string[] {
  return Object.entries<any>(openApiDocument().paths)
    .flatMap(([path, methods]) =>
      Object.keys(methods).map(
        method => `${method.toLocaleUpperCase('en-US')} ${path}`,
      ),
    )
    .sort();
}

/** The same of what express really answers to. */
function mounted(app: any): string[] {
  const found: string[] = [];
  const walk = (stack: any[]) => {
    for (const layer of stack) {
      if (layer.route) {
        for (const method of Object.keys(layer.route.methods)) {
          found.push(
            `${method.toLocaleUpperCase('en-US')} ${layer.route.path.replace(
              /:(\w+)/g,
              '{$1}',
            )}`,
          );
        }
      } else if (layer.handle?.stack) walk(layer.handle.stack);
    }
  };
  walk(app._router.stack);
  return found.filter(route => route !== 'GET /openapi.json').sort();
}

describe('the OpenAPI document', () => {
  it('is valid', async () => {
    const copy = JSON.parse(JSON.stringify(openApiDocument()));
    await expect(SwaggerParser.validate(copy)).resolves.toBeDefined();
  });

  it('has every route that is answered, and no other', () => {
    const { app } = createHarness();
    expect(documented()).toEqual(mounted(app));
    expect(documented()).toHaveLength(
      Object.keys({ ...routes, ...logStreamRoutes }).length,
    );
  });

  it('is served', async () => {
    const { app } = createHarness();
    const { status, body, headers } = await request(app).get(
      '/api/service-manager/v1/openapi.json',
    );
    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    expect(headers.etag).toBeDefined();
  });

  it('refuses unknown fields in what is sent, and names what is shared', () => {
    const { paths, components } = openApiDocument();
    const operations =
      paths['/services/{namespace}/{kind}/{name}/operations'].post;
    const schema = operations.requestBody.content['application/json'].schema;
    expect(schema.anyOf).toHaveLength(8);
    for (const one of schema.anyOf) {
      expect(one.additionalProperties).toBe(false);
      expect(one.properties.parameters.additionalProperties).toBe(false);
    }
    expect(
      operations.responses[200].content['application/json'].schema,
    ).toEqual({ $ref: '#/components/schemas/Operation' });
    expect(components.schemas.Operation.type).toBe('object');
  });
});
