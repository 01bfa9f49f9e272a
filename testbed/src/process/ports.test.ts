import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { assertPortIsFree, freePorts } from './ports';

const SYSTEM = '/proc/sys/net/ipv4/ip_local_port_range';

function systemRange(): number[] | undefined {
  try {
    return readFileSync(SYSTEM, 'utf8').trim().split(/\s+/).map(Number);
  } catch {
    return undefined;
  }
}

describe('ports', () => {
  it('finds free ones, all different, that nobody is given by the system meanwhile', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    await Promise.all(ports.map(port => assertPortIsFree(port, 'a test')));
    const [from, until] = systemRange() ?? [49_152, 65_535];
    // A system whose range leaves no room below it is taken as it is.
    if (from < 11_000) return;
    expect(ports.filter(port => port >= from && port <= until)).toEqual([]);
  });

  it('names the port that is taken, and for what it was asked', async () => {
    const [port] = await freePorts(1);
    const server = createServer();
    await new Promise<void>(done => server.listen(port, '127.0.0.1', done));
    await expect(assertPortIsFree(port, 'the API server')).rejects.toThrow(
      `Port ${port}, asked for the API server, is taken`,
    );
    await new Promise(done => server.close(done));
  });
});
