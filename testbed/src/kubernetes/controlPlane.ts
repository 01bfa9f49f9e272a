import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { binaryPath, GO_MODULES } from '../build/cache';
import {
  assertPortIsFree,
  freePorts,
  ManagedProcess,
  waitFor,
} from '../process';
import { auditPolicy } from './audit';
import { installCustomResources } from './customResources';
import { KubeClient } from './KubeClient';
import { createKubeconfig, serializeKubeconfig } from './kubeconfig';
import { CONTROL_PLANE_USERS, Person, tokenFile } from './people';
import { POD_LOGS } from './podLogs';
import { kwokStages, PodStages } from './stages';

/** What the processes need to know. */
export interface ControlPlaneOptions {
  name: string;
  folder: string;
  port: number;
  people: Person[];
  podStages: PodStages;
  podCidr: string;
  ownPodLogs: boolean;
  apiServerFlags: string[];
}

/** The five processes, and where their files are. */
export interface ControlPlane {
  url: string;
  ca: string;
  tokens: Record<string, string>;
  auditLogPath: string;
  podLogPath: string;
  previousPodLogPath: string;
  processes(): ManagedProcess[];
  startApiServer(): Promise<void>;
  apiServer(): ManagedProcess;
  stop(kept: boolean): Promise<void>;
}

async function keep(path: string, create: () => string): Promise<string> {
  if (!existsSync(path)) {
    await writeFile(path, create(), { mode: 0o600 });
  }
  return readFileSync(path, 'utf8');
}

/** With kept data the same ports again: a node remembers the port of its kubelet. */
async function innerPorts(path: string): Promise<number[]> {
  const fresh = await freePorts(3);
  const ports: number[] = JSON.parse(
    await keep(path, () => JSON.stringify(fresh)),
  );
  await Promise.all(
    ports.map(port =>
      assertPortIsFree(port, `the control plane with data beside ${path}`),
    ),
  );
  return ports;
}

function serviceAccountKey(): string {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
}

/** Waits, but gives up at once, with the end of its log, when the process ends. */
async function waitWhileAlive(
  process: ManagedProcess,
  what: string,
  check: () => Promise<boolean>,
): Promise<void> {
  await waitFor(what, async () => !process.alive || (await check()), {
    timeoutMillis: 90_000,
    intervalMillis: 25,
  });
  if (!process.alive) {
    throw new Error(
      `${process.name} ended before: ${what}. The end of ${
        process.logFile
      }:\n${process.lastLines()}`,
    );
  }
}

/** Starts etcd, the API server, the controllers, the scheduler and kwok in the given folder. */
export async function startControlPlane(
  options: ControlPlaneOptions,
): Promise<ControlPlane> {
  const { folder, port } = options;
  const file = (...names: string[]) => join(folder, ...names);
  const url = `https://127.0.0.1:${port}`;
  const certificates = file('certificates');
  const certificate = join(certificates, 'apiserver.crt');
  const podLogPath = file('pod.log');
  const previousPodLogPath = file('pod-previous.log');
  const auditLogPath = file('audit.log');
  await mkdir(certificates, { recursive: true });
  const [etcdPort, peerPort, kubeletPort] = await innerPorts(
    file('ports.json'),
  );

  const users = [...options.people, ...CONTROL_PLANE_USERS];
  const tokens: Record<string, string> = JSON.parse(
    await keep(file('tokens.json'), () =>
      JSON.stringify(
        Object.fromEntries(
          users.map(user => [user.name, randomBytes(24).toString('hex')]),
        ),
      ),
    ),
  );
  await Promise.all([
    keep(file('service-account.key'), serviceAccountKey),
    keep(podLogPath, () => ''),
    keep(previousPodLogPath, () => ''),
    writeFile(
      file('tokens.csv'),
      tokenFile(users.map(user => ({ ...user, token: tokens[user.name] }))),
      { mode: 0o600 },
    ),
    writeFile(
      file('audit-policy.yaml'),
      stringify(auditPolicy(CONTROL_PLANE_USERS.map(user => user.name))),
    ),
    writeFile(
      file('kwok.yaml'),
      [
        ...kwokStages(options.podStages),
        {
          apiVersion: 'kwok.x-k8s.io/v1alpha1',
          kind: 'ClusterLogs',
          metadata: { name: 'all-pods' },
          spec: {
            logs: [
              {
                logsFile: podLogPath,
                previousLogsFile: previousPodLogPath,
                follow: true,
              },
            ],
          },
        },
      ]
        .map(document => stringify(document, { lineWidth: 0 }))
        .join('---\n'),
    ),
  ]);

  const processes = new Map<string, ManagedProcess>();
  function run(module: keyof typeof GO_MODULES, name: string, args: string[]) {
    const started = ManagedProcess.start({
      name,
      command: binaryPath(GO_MODULES[module], name),
      args,
      cwd: folder,
      logFile: file(`${name}.log`),
    });
    processes.set(name, started);
    return started;
  }

  const client = new KubeClient({ url, token: tokens.admin });
  async function startApiServer(): Promise<void> {
    const apiServer = run('kubernetes', 'kube-apiserver', [
      `--etcd-servers=http://127.0.0.1:${etcdPort}`,
      `--cert-dir=${certificates}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      // Nothing in the cluster has to reach the API server by its Service, and a loopback address is refused there.
      '--endpoint-reconciler-type=none',
      `--service-account-key-file=${file('service-account.key')}`,
      `--service-account-signing-key-file=${file('service-account.key')}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--token-auth-file=${file('tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.96.0.0/16',
      // Pods need no token here, and would wait for the account of a new namespace.
      '--disable-admission-plugins=ServiceAccount',
      `--audit-policy-file=${file('audit-policy.yaml')}`,
      `--audit-log-path=${auditLogPath}`,
      '--profiling=false',
      ...options.apiServerFlags,
    ]);
    await waitWhileAlive(apiServer, 'the API server is ready', async () =>
      Boolean(await client.request('GET', '/readyz', { timeoutMillis: 2_000 })),
    );
  }

  async function stop(kept: boolean): Promise<void> {
    // What is thrown away needs no farewell; what is kept must be written down first.
    const signal = kept ? 'SIGTERM' : 'SIGKILL';
    const { etcd, ...others } = Object.fromEntries(processes);
    await Promise.all(Object.values(others).map(one => one.stop('SIGKILL')));
    await etcd?.stop(signal);
  }

  try {
    run('etcd', 'etcd', [
      `--data-dir=${file('etcd')}`,
      `--listen-client-urls=http://127.0.0.1:${etcdPort}`,
      `--advertise-client-urls=http://127.0.0.1:${etcdPort}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ]);
    await startApiServer();

    const ca = readFileSync(certificate, 'utf8');
    const programs = CONTROL_PLANE_USERS.map(async ({ name }) => {
      const path = file(`${name}.kubeconfig`);
      const config = createKubeconfig({ name: options.name, server: url, ca }, [
        { name, token: tokens[name] },
      ]);
      await writeFile(path, serializeKubeconfig(config), { mode: 0o600 });
      return path;
    });
    const [controllers, scheduler, kwok] = await Promise.all(programs);
    run('kubernetes', 'kube-controller-manager', [
      `--kubeconfig=${controllers}`,
      '--leader-elect=false',
      '--secure-port=0',
      `--service-account-private-key-file=${file('service-account.key')}`,
      '--kube-api-qps=500',
      '--kube-api-burst=1000',
    ]);
    run('kubernetes', 'kube-scheduler', [
      `--kubeconfig=${scheduler}`,
      '--leader-elect=false',
      '--secure-port=0',
      '--kube-api-qps=500',
      '--kube-api-burst=1000',
    ]);
    if (options.ownPodLogs) {
      // Before kwok starts: it looks for the kind once.
      await installCustomResources({ client }, [POD_LOGS]);
    }
    run('kwok', 'kwok', [
      `--kubeconfig=${kwok}`,
      `--config=${file('kwok.yaml')}`,
      '--manage-all-nodes',
      `--cidr=${options.podCidr}`,
      '--node-ip=127.0.0.1',
      `--node-port=${kubeletPort}`,
      `--server-address=127.0.0.1:${kubeletPort}`,
      `--tls-cert-file=${certificate}`,
      `--tls-private-key-file=${join(certificates, 'apiserver.key')}`,
      '--node-lease-duration-seconds=40',
      ...(options.ownPodLogs ? [`--enable-crds=${POD_LOGS.kind}`] : []),
    ]);
    return {
      url,
      ca,
      tokens,
      auditLogPath,
      podLogPath,
      previousPodLogPath,
      processes: () => [...processes.values()],
      startApiServer,
      apiServer: () => processes.get('kube-apiserver')!,
      stop,
    };
  } catch (error) {
    await stop(false);
    throw error;
  }
}
