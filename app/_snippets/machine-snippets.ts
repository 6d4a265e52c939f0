/** Snippets for servers, containers and log shippers. */
import { EXAMPLE_NAME, file, type Snippet, type SnippetTarget, shell } from './snippet.ts'
import { hostOf } from './terminal-snippets.ts'

/** Where the password is a token, any name goes with it. */
const USER = 'token'

export function machineSnippets(target: SnippetTarget): Snippet[] {
  const { origin, token } = target
  const onMachines = { group: 'machines', isRun: false } as const
  const url = new URL(origin)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const withPassword = origin.replace('://', `://${USER}:${token}@`)
  return [
    {
      ...{ ...onMachines, id: 'docker', title: 'Docker', keywords: 'container compose log driver loki' },
      source: 'loki',
      steps: [
        shell(
          `docker plugin install grafana/loki-docker-driver --alias loki --grant-all-permissions
docker run --log-driver loki \\
  --log-opt loki-url=${withPassword}/loki/api/v1/push \\
  --log-opt mode=non-blocking ${EXAMPLE_NAME}`,
        ),
      ],
    },
    {
      ...{ ...onMachines, id: 'kubernetes', title: 'Kubernetes', keywords: 'fluent bit helm pods k8s cluster' },
      source: 'loki',
      steps: [
        file(
          'values.yaml',
          `config:
  outputs: |
    [OUTPUT]
        Name            loki
        Match           kube.*
        Host            ${url.hostname}
        Port            ${port}
        Tls             ${url.protocol === 'https:' ? 'on' : 'off'}
        Http_User       ${USER}
        Http_Passwd     ${token}
        Labels          app=$kubernetes['container_name'], pod=$kubernetes['pod_name']
        Remove_Keys     kubernetes, stream, time, _p, logtag
        Drop_Single_Key raw`,
        ),
        shell(
          'helm repo add fluent https://fluent.github.io/helm-charts\nhelm upgrade --install fluent-bit fluent/fluent-bit -f values.yaml',
        ),
      ],
    },
    {
      ...{
        ...onMachines,
        id: 'otel-collector',
        title: 'OpenTelemetry Collector',
        keywords: 'otelcol otlp contrib filelog',
      },
      source: 'otlp',
      steps: [
        file(
          'otelcol.yaml',
          `exporters:
  otlphttp/agent-logger:
    endpoint: ${origin}
    headers:
      Authorization: Bearer ${token}

service:
  pipelines:
    logs:
      receivers: [otlp]   # or filelog, journald, …
      exporters: [otlphttp/agent-logger]`,
        ),
      ],
    },
    {
      ...{ ...onMachines, id: 'vector', title: 'Vector', keywords: 'datadog sink shipper agent' },
      source: 'loki',
      steps: [
        file(
          'vector.yaml',
          `sinks:
  agent_logger:
    type: loki
    inputs: [my_source]
    endpoint: ${origin}
    auth: { strategy: basic, user: ${USER}, password: ${token} }
    encoding: { codec: json }
    labels: { service_name: ${EXAMPLE_NAME}, host: "{{ host }}" }`,
        ),
      ],
    },
    {
      ...{ ...onMachines, id: 'alloy', title: 'Grafana Alloy, Promtail', keywords: 'loki grafana agent' },
      source: 'loki',
      steps: [
        file(
          'config.alloy',
          `loki.write "agent_logger" {
  endpoint {
    url          = "${origin}/loki/api/v1/push"
    bearer_token = "${token}"
  }
}`,
        ),
      ],
    },
    {
      ...{
        id: 'journald',
        group: 'machines',
        title: 'journald',
        keywords: 'systemd journal upload linux server units',
      },
      ...{ source: 'journal', isRun: true },
      steps: [
        shell('apt install systemd-journal-remote'),
        file('/etc/systemd/journal-upload.conf', `[Upload]\nURL=${withPassword}/api/v1/journal`),
        shell('systemctl enable --now systemd-journal-upload'),
      ],
    },
    rsyslogSnippet(target),
  ]
}

function rsyslogSnippet({ origin, token, syslogPort, syslogTlsPort }: SnippetTarget): Snippet {
  const isTls = syslogTlsPort !== null
  return {
    ...{ id: 'rsyslog', group: 'machines', title: 'rsyslog', keywords: 'syslog server router nas linux' },
    ...{ source: 'syslog', isRun: true },
    steps: [
      file(
        '/etc/rsyslog.d/90-agent-logger.conf',
        `template(name="AgentLogger" type="list") {
    constant(value="<") property(name="pri") constant(value=">1 ")
    property(name="timestamp" dateFormat="rfc3339") constant(value=" ")
    property(name="hostname") constant(value=" ")
    property(name="app-name") constant(value=" ")
    property(name="procid") constant(value=" ")
    property(name="msgid") constant(value=" [agl@32473 token=\\"${token}\\"] ")
    property(name="msg")
}
action(type="omfwd" target="${hostOf(origin)}" port="${syslogTlsPort ?? syslogPort ?? 6514}" protocol="tcp"
${isTls ? '    StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name"\n' : ''}    TCP_Framing="octet-counted" template="AgentLogger"
    action.resumeRetryCount="-1" queue.type="LinkedList" queue.size="10000")`,
      ),
      shell('systemctl restart rsyslog'),
    ],
  }
}
