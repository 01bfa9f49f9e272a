import { writeFileSync } from 'fs';
import { join } from 'path';
import { stringify } from 'yaml';
import { exampleClusterNames } from '../examples';
import { KubernetesEndpoint } from '../kubernetes';
import {
  missingParts,
  observe,
  Observing,
  observingConfig,
  ObservingParts,
  observingWords,
  startObservingParts,
} from '../observability';
import { build } from '../parts';
import { Portal } from '../portal';

/** Which of them run. */
function startedWords({ loki, prometheus, alertmanager }: ObservingParts) {
  const names = [
    loki && 'Loki',
    Object.keys(prometheus).length && 'Prometheus',
    alertmanager && 'Alertmanager',
  ].filter(Boolean);
  return names.length
    ? `Running: ${names.join(', ')}`
    : 'None of Loki, Prometheus and Alertmanager runs';
}

/** A page that waits longer than this for Loki is worse than one without. */
const PATIENCE_MS = 10_000;

/**
 * Loki, Prometheus and Alertmanager beside the real control planes. They start while the control planes do; what comes late,
 * or has to be built first, joins the portal that runs already.
 */
export class DevObserving {
  /** A configuration file of the portal. */
  readonly configFile: string;
  private readonly step: (text: string) => void;
  private readonly starting: Promise<ObservingParts>;
  private parts: ObservingParts = { prometheus: {} };
  private observing: Observing | undefined;
  /** What the portal was told at its start. */
  private told = '';
  private ended = false;

  constructor(folder: string, step: (text: string) => void) {
    this.configFile = join(folder, 'observing.yaml');
    this.step = step;
    this.starting = startObservingParts(exampleClusterNames, step);
    this.starting.then(parts => step(startedWords(parts)));
    this.writeConfig();
  }

  /** Gives the parts a moment, so that the portal knows them from its start. */
  async moment(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      this.take(this.starting),
      new Promise(resolve => {
        timer = setTimeout(resolve, PATIENCE_MS);
      }),
    ]);
    clearTimeout(timer);
    this.told = JSON.stringify(observingConfig(this.parts));
  }

  /** Brings the clusters to life. */
  async attach(clusters: Record<string, KubernetesEndpoint>): Promise<void> {
    const { parts, step } = this;
    const before = this.observing;
    this.observing = undefined;
    await before?.stop();
    if (!this.ended) {
      this.observing = await observe({ clusters, parts, say: step });
    }
  }

  /** Builds what is missing, and lets it join; says what cannot be had. */
  async complete(
    clusters: Record<string, KubernetesEndpoint>,
    portal: Portal,
  ): Promise<void> {
    const { step } = this;
    await this.take(this.starting);
    for (const { name, reason } of missingParts()) {
      if (this.ended) return;
      step(`${name} is not here (${reason}) Getting it, once ...`);
      try {
        await build(name);
      } catch (error) {
        step(`Going on without ${name}: ${(error as Error).message}`);
      }
    }
    if (this.ended) return;
    const { parts } = this;
    await this.take(startObservingParts(exampleClusterNames, step, parts));
    const now = JSON.stringify(observingConfig(this.parts));
    if (this.ended || now === this.told) return;
    await this.attach(clusters);
    await portal.restart();
    step('The backend has started again, with what came late:');
    this.words().forEach(line => step(line));
  }

  words(): string[] {
    return observingWords(this.parts);
  }

  async stop(): Promise<void> {
    this.ended = true;
    await this.observing?.stop();
  }

  private async take(coming: Promise<ObservingParts>): Promise<void> {
    this.parts = await coming;
    this.writeConfig();
  }

  private writeConfig(): void {
    writeFileSync(
      this.configFile,
      stringify({ 'service-manager': observingConfig(this.parts) }),
    );
  }
}
