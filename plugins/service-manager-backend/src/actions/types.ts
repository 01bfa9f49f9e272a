import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { Services } from '../services';

export interface ActionsOptions {
  registry: ActionsRegistryService;
  services: Services;
}
