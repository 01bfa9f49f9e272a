import type {
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  contract,
  errorCodes,
  logStreamRoutes,
  RouteName,
  routes,
} from '@vtasker/backstage-plugin-service-manager-common';
import express, { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { ServiceManagerError } from '../errors';
import { openApiDocument } from '../openapi';
import type { Call, Services, StreamServices } from '../services';
import { answer } from './answer';
import { closing } from './closing';
import { errorAnswers } from './errors';
import { selectFields } from './fields';
import { OpenStreams } from './OpenStreams';
import { parseInput } from './parse';
import { downloadDoor, streamDoor } from './streams';

/** Counts a finished request; `route` is a name of the contract. */
export type ObserveRequest = (request: {
  route: string;
  status: number;
  code?: string;
  seconds: number;
}) => void;

export interface RouterOptions {
  httpAuth: HttpAuthService;
  logger: LoggerService;
  services: Services;
  streams: StreamServices;
  observe?: ObserveRequest;
}

const BODY_LIMIT = '100kb';

/**
 * The HTTP door. It is made from the contract: a route is parsed, passed to
 * the service method of the same name, and answered; nothing is decided here.
 */
export function createRouter(options: RouterOptions): Router {
  const v1 = PromiseRouter();
  const json = express.json({ limit: BODY_LIMIT, strict: false });
  for (const name of Object.keys(routes) as RouteName[]) {
    const { method, path } = routes[name];
    v1[method === 'GET' ? 'get' : 'post'](
      path,
      observed(name, options.observe),
      json,
      (req, res) => serve(options, name, req, res),
    );
  }
  const open = new OpenStreams();
  v1.get(
    logStreamRoutes.streamLogs.path,
    observed('streamLogs', options.observe),
    streamDoor({ ...options, open }),
  );
  v1.get(
    logStreamRoutes.downloadLogs.path,
    observed('downloadLogs', options.observe),
    downloadDoor({ ...options, open }),
  );
  v1.get('/openapi.json', (req, res) => answer(req, res, openApiDocument()));
  v1.use((req: Request) => {
    throw unknownRoute(req);
  });
  v1.use(errorAnswers(options));
  const router = PromiseRouter();
  router.use('/v1', v1);
  return router;
}

async function serve<R extends RouteName>(
  options: RouterOptions,
  route: R,
  req: Request,
  res: Response,
): Promise<void> {
  const signal = closing(res);
  const call: Call<R> = {
    credentials: await options.httpAuth.credentials(req),
    input: parseInput(route, req),
    idempotencyKey: req.get('Idempotency-Key'),
    request: req,
    ...(req.method === 'GET' && { signal }),
  };
  const result = await options.services[route](call);
  const { fields } = call.input.query as { fields?: string };
  answer(req, res, selectFields(contract[route].response, result, fields));
}

function observed(route: string, observe?: ObserveRequest) {
  return (_: Request, res: Response, next: () => void) => {
    const start = process.hrtime.bigint();
    res.on('finish', () =>
      observe?.({
        route,
        status: res.statusCode,
        code: res.locals.errorCode,
        seconds: Number(process.hrtime.bigint() - start) / 1e9,
      }),
    );
    next();
  };
}

function unknownRoute(req: Request): ServiceManagerError {
  return new ServiceManagerError(
    404,
    errorCodes.unknownRoute,
    `There is no ${req.method} ${req.baseUrl}${req.path}.`,
    {
      field: 'path',
      nextStep: 'See GET /api/service-manager/v1/openapi.json.',
    },
  );
}
