/** The mails in Russian. */
import type { MailWords, NoticeFacts } from './mail-words.ts'

const NOT_YOU =
  'Если это были не вы, задайте новый пароль: на странице входа есть ссылка «Забыли пароль?». И сообщите владельцу сервера.'

const happened = ({ when, address }: NoticeFacts) => `Когда: ${when}.${address ? ` Адрес: ${address}.` : ''}`

const notice = (subject: string, sentence: string) => (facts: NoticeFacts) => ({
  subject,
  paragraphs: [sentence, happened(facts), NOT_YOU],
})

const plural = new Intl.PluralRules('ru')
const counted = (count: number, one: string, few: string, many: string) => {
  const form = plural.select(count)
  return `${count} ${form === 'one' ? one : form === 'few' ? few : many}`
}
const hours = (count: number) => counted(count, 'час', 'часа', 'часов')

export const mailWordsRu: MailWords = {
  copyInstead: 'Если кнопка не работает, скопируйте адрес в браузер:',
  sentBy: (origin) => `Письмо отправил сервер Agent Logger: ${origin}`,
  contents: {
    'reset-password': ({ url, minutes }) => ({
      subject: 'Новый пароль для Agent Logger',
      paragraphs: [
        'Кто-то запросил новый пароль для вашего аккаунта в Agent Logger.',
        `Ссылка сработает один раз и действует ${counted(minutes, 'минуту', 'минуты', 'минут')}. Более новая ссылка её заменит.`,
        'Если это были не вы, просто не обращайте внимания на письмо: пароль останется прежним.',
      ],
      button: { label: 'Задать новый пароль', url },
    }),
    'confirm-sign-up': ({ url, hours: count }) => ({
      subject: 'Подтвердите почту для Agent Logger',
      paragraphs: [
        'Подтвердите этот адрес, чтобы создать аккаунт в Agent Logger.',
        `Ссылка сработает один раз и действует ${hours(count)}.`,
        'Если вы не регистрировались, не обращайте внимания на письмо: аккаунт не появится.',
      ],
      button: { label: 'Подтвердить почту', url },
    }),
    'account-exists': ({ signInUrl, forgotUrl }) => ({
      subject: 'У вас уже есть аккаунт в Agent Logger',
      paragraphs: [
        'Кто-то указал этот адрес для аккаунта в Agent Logger. Такой аккаунт у вас уже есть, поэтому ничего не изменилось.',
        `Забыли пароль? Запросите новый: ${forgotUrl}`,
        'Если это были не вы, не обращайте внимания на письмо.',
      ],
      button: { label: 'Войти', url: signInUrl },
    }),
    'verify-email': ({ url, hours: count }) => ({
      subject: 'Подтвердите почту для Agent Logger',
      paragraphs: [
        'Подтвердите, что это адрес вашего аккаунта в Agent Logger.',
        `Ссылка сработает один раз и действует ${hours(count)}.`,
        'Если это были не вы, не обращайте внимания на письмо.',
      ],
      button: { label: 'Подтвердить почту', url },
    }),
    'change-email': ({ url, hours: count }) => ({
      subject: 'Подтвердите новую почту для Agent Logger',
      paragraphs: [
        'Подтвердите, что теперь ваш аккаунт в Agent Logger использует этот адрес.',
        `Ссылка сработает один раз и действует ${hours(count)}. Пока вы её не открыли, остаётся прежний адрес.`,
        'Если это были не вы, не обращайте внимания на письмо.',
      ],
      button: { label: 'Подтвердить новую почту', url },
    }),
    'team-invite': ({ url, team, inviter, days }) => ({
      subject: 'Приглашение в команду в Agent Logger',
      paragraphs: [
        `${inviter} приглашает вас в команду «${team}» в Agent Logger. Там можно смотреть логи её устройств в реальном времени.`,
        `Ссылка сработает один раз и действует ${counted(days, 'день', 'дня', 'дней')}.`,
        'Если вы не знаете этого человека, не обращайте внимания на письмо.',
      ],
      button: { label: 'Вступить в команду', url },
    }),
    'email-change-asked': (facts) => ({
      subject: 'Запрошена смена почты в Agent Logger',
      paragraphs: [
        `Кто-то хочет сменить почту вашего аккаунта на ${facts.newEmail}. Она сменится, когда откроют ссылку из письма, отправленного туда.`,
        happened(facts),
        NOT_YOU,
      ],
    }),
    'email-changed': (facts) => ({
      subject: 'Почта вашего аккаунта в Agent Logger изменена',
      paragraphs: [
        `Теперь у аккаунта адрес ${facts.newEmail}. На этот адрес письма больше не придут.`,
        happened(facts),
        'Если это были не вы, сразу сообщите владельцу сервера.',
      ],
    }),
    'password-changed': notice(
      'Пароль в Agent Logger изменён',
      'Пароль вашего аккаунта изменён. Во всех остальных браузерах выполнен выход.',
    ),
    'second-factor-added': notice(
      'К аккаунту в Agent Logger добавлено приложение для кодов',
      'Теперь при входе в аккаунт нужен код из приложения.',
    ),
    'second-factor-removed': notice(
      'У аккаунта в Agent Logger больше нет приложения для кодов',
      'Теперь код из приложения при входе в аккаунт не нужен.',
    ),
    'passkey-added': notice(
      'К аккаунту в Agent Logger добавлен ключ доступа',
      'Теперь в ваш аккаунт можно войти с новым ключом доступа.',
    ),
    'passkey-removed': notice(
      'Из аккаунта в Agent Logger удалён ключ доступа',
      'Войти с одним из ваших ключей доступа больше нельзя.',
    ),
    'recovery-codes-created': notice(
      'Новые резервные коды для Agent Logger',
      'Для вашего аккаунта созданы новые резервные коды. Прежние больше не действуют.',
    ),
    'recovery-code-used': notice(
      'Использован код восстановления Agent Logger',
      'Кто-то вошёл в ваш аккаунт с кодом восстановления.',
    ),
    'account-closed': (facts) => ({
      subject: 'Ваш аккаунт в Agent Logger удалён',
      paragraphs: [
        'Аккаунт удалён вместе с токенами и ссылками, которые вы создали.',
        happened(facts),
        'Если это были не вы, сообщите владельцу сервера.',
      ],
    }),
  },
}
