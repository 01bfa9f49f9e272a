import { sandboxCluster } from './__testing__/clusters';
import { verbsContract } from './verbs.contract';

jest.setTimeout(60_000);

describe('verbs on the sandbox', () => verbsContract(sandboxCluster));
