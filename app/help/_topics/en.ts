import type { Help } from './help-topic.ts'

/** Help in English. */
export const help = {
  connect: {
    title: 'Connect an app',
    summary: 'Send the logs of a web page, a program, a phone or a server to this dashboard.',
    sections: {
      token: {
        title: 'Create a token',
        body: [
          'A token lets an app send logs to your team. It can do nothing else, and reads nothing.',
          {
            steps: [
              'Open [Tokens](/dashboard/tokens) and press “Create token”.',
              'Choose what you want to connect. The snippet that appears has the address and the token filled in.',
              'Paste it into your app and start it. The window says when the first record has arrived.',
            ],
          },
          'You see a token once, because the server keeps only a hash of it. If you lose it, create another one.',
        ],
      },
      page: {
        title: 'A web page',
        body: [
          'One script tag in the head of the page sends what it writes to the console, and errors that nobody caught.',
          { code: '<script src="https://SERVER/sdk/agent-logger.js" data-token="agl_d_…"></script>' },
        ],
      },
      program: {
        title: 'A program with output',
        body: [
          'Pipe its output into the command line tool. With `--tee` you still see it in your terminal.',
          { code: 'my-app 2>&1 | npx -p https://SERVER/sdk/agent-logger.tgz agent-logger pipe --tee' },
          'The tool reads the address and the token from `AGENT_LOGGER_SERVER` and `AGENT_LOGGER_TOKEN`.',
        ],
      },
      flutter: {
        title: 'A Flutter app',
        body: [
          'Apps with the package agent_logger need no token. They wait until somebody on your team claims them.',
          {
            steps: [
              'Point the app at this server. On a desktop, that is `P2P_SERVER_URL=http://SERVER flutter run`.',
              'Open [Devices](/dashboard) and press “Pair an app”.',
              'Enter or scan the code that the app shows.',
            ],
          },
        ],
      },
      others: {
        title: 'Anything else',
        body: [
          'OpenTelemetry, Loki and syslog clients send to this server without a change to your program. The snippets of a new token cover Python, Go, Java, Kotlin, Swift, .NET, PHP, Ruby, Rust, Docker, Kubernetes and more.',
          'What such sources send reaches only those who are watching at that moment. Nothing holds it for later.',
        ],
      },
    },
  },
  share: {
    title: 'Share logs',
    summary: 'Show a session to somebody who has no account, and end that at any time.',
    sections: {
      link: {
        title: 'Create a link',
        body: [
          {
            steps: [
              'Open a live session and press “Share”.',
              'Choose whether the link shows this session or every session of the device, and when it expires.',
              'Copy the link, or let the other person scan the QR code.',
            ],
          },
          'Anyone with the whole link can watch, mark records and comment on them, without an account. They can change nothing else.',
        ],
      },
      record: {
        title: 'Point at a record',
        body: [
          'Select a record and press `l`. The link opens the page at that record. It works for teammates, and behind a share link for guests.',
        ],
      },
      revoke: {
        title: 'End a link',
        body: [
          'Press “Revoke” on [Links](/dashboard/links). Everyone who watches through the link loses the page within a second.',
          'A link ends by itself when it expires, or when the person who created it leaves the team.',
        ],
      },
      incomplete: {
        title: 'A link does not open',
        body: [
          'The part after the # is the key. Some chat programs cut it off. Copy the whole link again.',
          'If the page says that the link has expired or was revoked, ask the person who sent it for a new one.',
        ],
      },
    },
  },
  access: {
    title: 'Access and privacy',
    summary: 'What the server keeps, what it only passes on, and who may watch.',
    sections: {
      kept: {
        title: 'What the server keeps',
        body: [
          'Log content is never stored. Records go from the device through the server to the browsers that are watching.',
          'The server keeps who connected and when, the names of devices, and how many records of which level they sent.',
          'Records that you keep or save are on your computer only.',
        ],
      },
      people: {
        title: 'People who may watch',
        body: [
          {
            list: [
              'Members of a team see all of its devices and sessions.',
              'Guests see what their share link names, until it ends.',
              'Programs with an API token read what their team may read.',
              'Owners of the server manage accounts. They see no logs of teams that they do not belong to.',
            ],
          },
          'Everyone who watches in a browser sees who else does. Marks and comments stay in those browsers; the server does not keep them.',
        ],
      },
      secrets: {
        title: 'Passwords and keys in logs',
        body: [
          'The SDK replaces passwords, tokens, cookies, keys and card numbers with `[redacted]` before a record leaves the device. It cannot know every secret, so do not log them.',
        ],
      },
    },
  },
  direct: {
    title: 'Direct mode',
    summary: 'Send records from the device to the browser without passing through the server.',
    sections: {
      what: {
        title: 'What it does',
        body: [
          'When a device and a browser can reach each other, records take the direct path. The sign beside the name shows it: a cloud means through the server, a Wi-Fi sign means direct.',
          'The app must allow it: `data-direct` on the script tag, or `direct: direct()` in code. Each side then learns the network address of the other.',
        ],
      },
      fallback: {
        title: 'When there is no direct path',
        body: [
          'Firewalls and some company networks prevent it. Records then go through the server, as always. When the direct path breaks, the page changes over by itself and loses nothing.',
          'To use the server in any case, choose “Server only” in the menu of the live page.',
        ],
      },
      alone: {
        title: 'Without a server',
        body: [
          'On one network, a program can show its log on a page of its own, behind a one-time code.',
          { code: 'my-app | agent-logger pipe --direct' },
          'A phone whose app serves itself opens from [Open a session](/open).',
        ],
      },
    },
  },
  troubleshooting: {
    title: 'When something is wrong',
    summary: 'My device does not appear, records are missing, times are wrong.',
    sections: {
      'no-device': {
        title: 'My device does not appear',
        body: [
          {
            list: [
              'Look at [Devices](/dashboard) under “Recently rejected devices”. It says which token was refused, and why: revoked, expired, or not for this kind of source.',
              'Check that you look at the right team, at the top left.',
              'A phone or another computer cannot use `localhost`. Use the name or the address of the server.',
              'A page that was loaded over https cannot connect to a server over http. Browsers block that.',
              'A page with a content security policy must allow this server in `script-src` and `connect-src`.',
              'A Flutter app waits until somebody claims it: press “Pair an app”.',
            ],
          },
        ],
      },
      'no-records': {
        title: 'The device is live, but no record comes',
        body: [
          {
            list: [
              'A filter may hide them. The line below the list says how many of how many are shown.',
              'The app may log below the level that the SDK sends. Look for `minLevel` and `setLevel` in its code.',
              'The SDK captures the console only where `captureConsole` is on. The script tag does that by itself.',
            ],
          },
        ],
      },
      missing: {
        title: 'Records are missing',
        body: [
          'A line in the list marks each place where records are missing, and says how many.',
          {
            list: [
              '“The device dropped them”: it logged faster than it could send, or more than its memory holds (8 MiB, or 50,000 records).',
              '“Removed from this page”: the page keeps the newest records to save memory. Load the page again to fetch what the device still holds.',
              'Sources without our SDK keep nothing. What they send while nobody watches is gone.',
              'A single record may be too large. It then arrives truncated, and says so.',
            ],
          },
        ],
      },
      times: {
        title: 'Times are wrong',
        body: [
          'Times are those of the device. When its clock differs from the server’s, the page says by how much and offers to correct it.',
          'You choose between local time, UTC and others under “View”.',
        ],
      },
      connection: {
        title: '“Connection lost”',
        body: [
          'The page tries again by itself, and fetches what it missed from the device. “Try now” does so at once.',
          'If it never comes back, a proxy may block WebSocket connections, or the server is down. Ask the person who runs it.',
        ],
      },
      pairing: {
        title: 'A pairing code is not accepted',
        body: [
          'The code changes whenever the app starts, and is good only while the app waits. Read it from the app again.',
          'After several wrong codes, the server makes you wait. It says for how long.',
        ],
      },
    },
  },
  terms: {
    title: 'Words',
    summary: 'Device, session, record, relay, claim: what they mean here.',
    sections: {
      device: {
        title: 'Device',
        body: ['An app or a program that sends logs. It stays the same device when it starts again.'],
      },
      session: { title: 'Session', body: ['One run of a device, from its start to its end.'] },
      record: {
        title: 'Record',
        body: [
          'One log message with its time, its level and its attributes. Records are numbered, so that none is lost unseen.',
        ],
      },
      live: { title: 'Live', body: ['The device is connected right now.'] },
      relay: {
        title: 'Relay',
        body: [
          'The part of the server that passes records on. It looks at their size, never at their content, and stores nothing.',
        ],
      },
      claim: {
        title: 'Claim and pair',
        body: ['To pair is to enter the code of a waiting app. It then belongs to your team: you have claimed it.'],
      },
      token: {
        title: 'Token',
        body: ['A device token lets an app send logs. An API token lets a program read them.'],
      },
    },
  },
} satisfies Help
