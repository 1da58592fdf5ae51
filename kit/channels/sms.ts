import { z } from "zod";
import { text, url } from "../config/forms.ts";
import { secret } from "../model/secret.ts";

/** A topic of Amazon SNS to which the telephones are subscribed. */
export const smsSettings = z.strictObject({
  topicArn: text(
    /^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[\w-]+$/,
    "the ARN of an SNS topic such as arn:aws:sns:eu-west-1:123456789012:alarms",
  ),
  /** Where SNS answers, when it is not Amazon's own address. */
  endpoint: url.optional(),
});

export const awsCredentials = secret("aws-credentials", {
  what: "Amazon's credentials of a user who may only publish to the topic of notifications.sms (sns:Publish)",
  // https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
  form: "^\\[default\\]$\n^aws_access_key_id *= *[A-Z0-9]{16,128}$\n^aws_secret_access_key *= *[A-Za-z0-9/+]{40}$",
  looksLike: "[default], aws_access_key_id=… and aws_secret_access_key=…, a line each",
});

/** A text message in Alertmanager's configuration. */
export const sns = ({ topicArn, endpoint }: z.output<typeof smsSettings>, message: string) => ({
  ...(endpoint && { api_url: endpoint }),
  sigv4: { region: topicArn.split(":")[3] },
  topic_arn: topicArn,
  // Only mails have one, and it must be ASCII: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
  subject: "",
  message,
  send_resolved: true,
});
