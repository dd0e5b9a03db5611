import { Migration } from '@mikro-orm/migrations'

/** Polls to begin from, the same for every tenant. */
export class CreatePollTemplates extends Migration {
  override name = '0001-poll-templates'

  override up(): void {
    this.addSql(`create table poll_templates (
      id uuid primary key,
      name varchar(100) not null,
      question varchar(100) not null,
      choices jsonb not null
    )`)
    this.addSql(`insert into poll_templates (id, name, question, choices) values
      ('01900000-0000-7000-8000-000000000001', 'Yes or no', 'Shall we?', '["Yes", "No"]'),
      ('01900000-0000-7000-8000-000000000002', 'A day', 'Which day suits you?',
        '["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]'),
      ('01900000-0000-7000-8000-000000000003', 'Agreement', 'Do you agree?',
        '["Fully", "Rather", "Rather not", "Not at all"]'),
      ('01900000-0000-7000-8000-000000000004', 'Lunch', 'Where do we eat?', '["Inside", "Outside"]')`)
  }
}
