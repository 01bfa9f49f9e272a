import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The Service tab of an entity; its parameters are those of the entity page. */
export const serviceRouteRef = createRouteRef();

/** The fleet page. */
export const fleetRouteRef = createRouteRef();
