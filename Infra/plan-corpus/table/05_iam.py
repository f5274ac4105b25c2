# ---- IAM ------------------------------------------------------------------------------------------------------------
def _pol(document):
    return block("aws_iam_role_policy", "main", f'''
  name = "donations"
  role = "donations-task"
  policy = {document}
''')


_BUCKET = "arn:aws:s3:::donations-receipts"
_READ = allow(["s3:GetObject", "s3:PutObject"], _BUCKET + "/*", Sid="Receipts")


def _iam(name, what_bad, what_good, before, bad, good, **more):
    case(name, "secrets", what_bad, what_good, *[_pol(d if isinstance(d, str) else policy(*d)) for d in (before, bad, good)], **more)


_iam("iam-action-wildcard", "s3:GetObject, s3:PutObject becomes s3:*", "becomes s3:GetObject", [_READ], [allow("s3:*", _BUCKET + "/*", Sid="Receipts")], [allow(["s3:GetObject"], _BUCKET + "/*", Sid="Receipts")])
_iam("iam-action-prefix", "s3:GetObject becomes s3:Get*", "s3:GetObject becomes a string instead of a list", [allow(["s3:GetObject"], _BUCKET + "/*")], [allow(["s3:Get*"], _BUCKET + "/*")], [allow("s3:GetObject", _BUCKET + "/*")])
_iam("iam-action-added", "kms:Decrypt is added", "s3:PutObject is dropped", [_READ], [_READ, allow("kms:Decrypt", "*")], [allow(["s3:GetObject"], _BUCKET + "/*", Sid="Receipts")])
_iam("iam-resource-wildcard", "one bucket becomes all resources", "one bucket becomes one prefix of it", [_READ], [{**_READ, "Resource": "*"}], [{**_READ, "Resource": _BUCKET + "/2026/*"}])
_iam("iam-resource-added", "a second bucket is added", "the resource is written as a list of one", [_READ], [{**_READ, "Resource": [_BUCKET + "/*", "arn:aws:s3:::donor-exports/*"]}], [{**_READ, "Resource": [_BUCKET + "/*"]}])
_iam("iam-not-action", "Action becomes NotAction", "the two actions change places", [_READ], [{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}], [{**_READ, "Action": ["s3:PutObject", "s3:GetObject"]}])
_iam("iam-not-resource", "Resource becomes NotResource", "only the Sid changes", [_READ], [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "NotResource": _BUCKET + "/*"}], [{**_READ, "Sid": "DonationReceipts"}])
_COND = {"StringEquals": {"aws:PrincipalTag/Service": "donations"}}
_iam("iam-condition-removed", "a condition is removed", "a condition is added", [{**_READ, "Condition": _COND}], [_READ], [{**_READ, "Condition": {**_COND, "Bool": {"aws:SecureTransport": "true"}}}])
_iam("iam-condition-widened", "StringEquals becomes StringLike *", "the condition's value becomes a list of one", [{**_READ, "Condition": _COND}], [{**_READ, "Condition": {"StringLike": {"aws:PrincipalTag/Service": "*"}}}],
     [{**_READ, "Condition": {"StringEquals": {"aws:PrincipalTag/Service": ["donations"]}}}])
_iam("iam-condition-value-added", "a second value in a condition", "one of two values dropped", [{**_READ, "Condition": {"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}}}],
     [{**_READ, "Condition": {"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2", "vpce-3"]}}}], [{**_READ, "Condition": {"StringEquals": {"aws:SourceVpce": ["vpce-1"]}}}])
_iam("iam-condition-ifexists", "StringEquals becomes StringEqualsIfExists", "StringEqualsIfExists becomes StringEquals", [{**_READ, "Condition": _COND}], [{**_READ, "Condition": {"StringEqualsIfExists": _COND["StringEquals"]}}],
     [{**_READ, "Condition": {**_COND, "StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}}])
_WIDE = allow("s3:*", "*")
_DENY = deny(["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutBucketPolicy"], "*")
_iam("iam-deny-removed", "a Deny is removed", "a Deny is added", [_WIDE, _DENY], [_WIDE], [_WIDE, _DENY, deny("s3:PutLifecycleConfiguration", "*")])
_iam("iam-deny-narrowed", "a Deny gets a condition", "a Deny loses its condition", [_WIDE, _DENY], [_WIDE, {**_DENY, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}], [_WIDE, {**_DENY, "Action": "s3:*Bucket*", "Sid": "More"}, _DENY])
_iam("iam-passrole", "iam:PassRole on every role", "the statement is split in two", [_READ], [_READ, allow("iam:PassRole", "*")], [allow("s3:GetObject", _BUCKET + "/*"), allow("s3:PutObject", _BUCKET + "/*")])
_iam("iam-passrole-widened", "iam:PassRole from one role to all", "iam:PassRole for ECS only", [allow("iam:PassRole", "arn:aws:iam::123456789012:role/donations-task")], [allow("iam:PassRole", "arn:aws:iam::123456789012:role/*")],
     [allow("iam:PassRole", "arn:aws:iam::123456789012:role/donations-task", Condition={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}})])
_iam("iam-case", "S3:getobject with a wildcard resource", "the same action written in another case", [allow("s3:GetObject", _BUCKET + "/*")], [allow("S3:getobject", "*")], [allow("S3:getobject", _BUCKET + "/*")])
_iam("iam-question-mark", "a resource pattern with ? instead of a letter", "a duplicate statement is dropped", [allow("s3:GetObject", _BUCKET + "/a"), allow("s3:GetObject", _BUCKET + "/a")], [allow("s3:GetObject", _BUCKET + "/?")], [allow("s3:GetObject", _BUCKET + "/a")])
_iam("iam-json-reordered", "keys in another order, and one action more", "keys and statements in another order", quoted(json.dumps({"Version": "2012-10-17", "Statement": [_READ, allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:donations-webhooks")]})),
     quoted(json.dumps({"Statement": [dict(reversed(list(allow(["sqs:SendMessage", "sqs:PurgeQueue"], "arn:aws:sqs:us-east-1:123456789012:donations-webhooks").items()))), _READ], "Version": "2012-10-17"})),
     quoted(json.dumps({"Statement": [dict(reversed(list(allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:donations-webhooks").items()))), _READ], "Version": "2012-10-17"}, indent=1)))
_iam("iam-statement-object", "Statement is one object, and wider", "Statement becomes one object instead of a list", [_READ], encode({"Version": "2012-10-17", "Statement": {**_READ, "Action": "s3:*"}}), encode({"Version": "2012-10-17", "Statement": _READ}))
_iam("iam-star-expanded", "s3:Get* becomes s3:*", "s3:Get* becomes three of the actions it covers", [allow("s3:Get*", _BUCKET + "/*")], [allow("s3:*", _BUCKET + "/*")], [allow(["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion"], _BUCKET + "/*")])
_iam("iam-statements-merged", "two statements become one that crosses their resources", "two statements with the same actions become one",
     [allow("s3:GetObject", "arn:aws:s3:::a/*"), allow("s3:PutObject", "arn:aws:s3:::b/*"), allow("s3:GetObject", "arn:aws:s3:::c/*")],
     [allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]), allow("s3:GetObject", "arn:aws:s3:::c/*")],
     [allow("s3:GetObject", ["arn:aws:s3:::a/*", "arn:aws:s3:::c/*"]), allow("s3:PutObject", "arn:aws:s3:::b/*")])


def _role(trust, more=""):
    return block("aws_iam_role", "main", f'''
  name = "donations-deploy"
  assume_role_policy = {trust}
  permissions_boundary = "arn:aws:iam::123456789012:policy/boundary"
{more}''')


def _trust(principal, action="sts:AssumeRole", **more):
    return policy({"Effect": "Allow", "Principal": principal, "Action": action, **more})


_TASKS = {"Service": "ecs-tasks.amazonaws.com"}
case("iam-trust-anyone", "secrets", "anyone may assume the role", "the principal is written as a list of one", _role(_trust(_TASKS)), _role(_trust("*")), _role(_trust({"Service": ["ecs-tasks.amazonaws.com"]})))
case("iam-trust-aws-star", "secrets", "any AWS principal may assume the role", "an account's condition is added", _role(_trust(_TASKS)), _role(_trust({"AWS": "*"})), _role(_trust(_TASKS, Condition={"StringEquals": {"aws:SourceAccount": "123456789012"}})))
case("iam-trust-account-added", "secrets", "a second account may assume the role", "the account's root becomes one role of it", _role(_trust({"AWS": "arn:aws:iam::210987654321:root"})),
     _role(_trust({"AWS": ["arn:aws:iam::210987654321:root", "arn:aws:iam::999999999999:root"]})), _role(_trust({"AWS": "arn:aws:iam::210987654321:role/deploy"})))
_OIDC = {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}
_AUD = {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}
_SUBJECT = {"token.actions.githubusercontent.com:sub": "repo:example/donations:environment:production"}
_GH = "sts:AssumeRoleWithWebIdentity"
case("iam-oidc-sub-removed", "secrets", "every repository may assume the deploy role: sub removed", "sub gets narrower", _role(_trust(_OIDC, _GH, Condition={"StringEquals": _AUD, "StringLike": {"token.actions.githubusercontent.com:sub": "repo:example/donations:*"}})),
     _role(_trust(_OIDC, _GH, Condition={"StringEquals": _AUD})), _role(_trust(_OIDC, _GH, Condition={"StringEquals": {**_AUD, **_SUBJECT}})))
case("iam-oidc-sub-widened", "secrets", "sub from one environment to every branch", "the conditions change places", _role(_trust(_OIDC, _GH, Condition={"StringEquals": {**_AUD, **_SUBJECT}})),
     _role(_trust(_OIDC, _GH, Condition={"StringEquals": _AUD, "StringLike": {"token.actions.githubusercontent.com:sub": "repo:example/*"}})),
     _role(quoted(json.dumps({"Statement": [{"Principal": _OIDC, "Effect": "Allow", "Action": [_GH], "Condition": {"StringEquals": {**_SUBJECT, **_AUD}}}], "Version": "2012-10-17"}))))
_ROLE = _role(_trust(_TASKS))
case("iam-boundary-removed", "secrets", "the permissions boundary is removed", "it is added", _ROLE, _ROLE.replace('  permissions_boundary = "arn:aws:iam::123456789012:policy/boundary"\n', ""), _ROLE,
     good_before=_ROLE.replace('  permissions_boundary = "arn:aws:iam::123456789012:policy/boundary"\n', ""))


def _att(arn):
    return _ROLE + block("aws_iam_role_policy_attachment", "main", f'''
  role = "donations-deploy"
  policy_arn = "{arn}"
''')


case("iam-admin-attached", "secrets", "AdministratorAccess is attached", "an attached policy is detached", _ROLE, _att("arn:aws:iam::aws:policy/AdministratorAccess"), _ROLE, good_before=_att("arn:aws:iam::aws:policy/AdministratorAccess"))
case("iam-attachment-widened", "secrets", "ReadOnlyAccess becomes PowerUserAccess", "PowerUserAccess is detached and nothing put in its place", _att("arn:aws:iam::aws:policy/ReadOnlyAccess"), _att("arn:aws:iam::aws:policy/PowerUserAccess"), _ROLE,
     good_before=_att("arn:aws:iam::aws:policy/PowerUserAccess"))
_BP = allow("s3:GetObject", _BUCKET + "/*", Principal={"AWS": "arn:aws:iam::123456789012:role/donations-task"})
_TLS = deny("s3:*", [_BUCKET, _BUCKET + "/*"], Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})


def _bp(*statements):
    return S3 + block("aws_s3_bucket_policy", "main", f'  bucket = "donations-receipts"\n  policy = {policy(*statements)}')


case("bucket-policy-public", "secrets", "the bucket may be read by anyone", "the statements change places", _bp(_BP, _TLS), _bp({**_BP, "Principal": "*"}, _TLS), _bp(_TLS, _BP))
case("bucket-policy-tls-removed", "secrets", "requests without TLS are no longer refused", "they are refused", _bp(_BP, _TLS), _bp(_BP), _bp(_BP, _TLS), good_before=_bp(_BP))
case("bucket-policy-deleted", "secrets", "the policy that refuses plain HTTP is deleted", "it is added", _bp(_TLS), S3, _bp(_TLS), good_before=S3)
_ROOT = allow("kms:*", "*", Principal={"AWS": "arn:aws:iam::123456789012:root"})


def _kp(*statements):
    return sub(KMS, "tags = {}", f"policy = {policy(*statements)}\n  tags = {{}}")


_USE = allow(["kms:Decrypt", "kms:GenerateDataKey"], "*", Principal={"AWS": "arn:aws:iam::123456789012:role/donations-task"})
case("kms-policy-widened", "secrets", "any principal may decrypt", "the role may decrypt only", _kp(_ROOT, _USE), _kp(_ROOT, {**_USE, "Principal": {"AWS": "*"}}), _kp(_ROOT, {**_USE, "Action": "kms:Decrypt"}))
case("kms-policy-grant", "secrets", "the role may make grants", "the role's use is bound to one service", _kp(_ROOT, _USE), _kp(_ROOT, {**_USE, "Action": ["kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant"]}),
     _kp(_ROOT, {**_USE, "Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}}))


def _resource_policy(kind, key, name, action, arn, extra=""):
    def make(principal, condition=None):
        more = {"Condition": condition} if condition else {}
        return STAYS + block(kind, "main", f'  {key} = {name}\n{extra}  policy = {policy(allow(action, arn, Principal=principal, **more))}')
    return make


_ME = {"AWS": "arn:aws:iam::123456789012:role/donations-task"}
for _name, _what, _make in [
    ("secret-policy-public", "the secret", _resource_policy("aws_secretsmanager_secret_policy", "secret_arn", '"arn:aws:secretsmanager:us-east-1:123456789012:secret:donations/database-url-AbCdEf"', "secretsmanager:GetSecretValue", "*")),
    ("sqs-policy-public", "the queue", _resource_policy("aws_sqs_queue_policy", "queue_url", '"https://sqs.us-east-1.amazonaws.com/123456789012/donations-webhooks"', "sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:donations-webhooks")),
    ("ecr-policy-public", "the image repository", _resource_policy("aws_ecr_repository_policy", "repository", '"donations"', ["ecr:BatchGetImage", "ecr:PutImage"], "*")),
    ("sns-policy-public", "the alarm topic", _resource_policy("aws_sns_topic_policy", "arn", '"arn:aws:sns:us-east-1:123456789012:oncall"', "sns:Publish", "arn:aws:sns:us-east-1:123456789012:oncall")),
]:
    case(_name, "secrets", f"{_what} is opened to any principal", f"{_what} gets a condition more", _make(_ME), _make("*"), _make(_ME, {"Bool": {"aws:SecureTransport": "true"}}))
_PERM = LAMBDA + block("aws_lambda_permission", "main", '''
  function_name = "payment-webhook"
  action = "lambda:InvokeFunction"
  principal = "apigateway.amazonaws.com"
  source_arn = "arn:aws:execute-api:us-east-1:123456789012:abcdef/*"
''')
case("lambda-permission-public", "secrets", "anyone may call the function", "the permission is moved", _PERM, sub(_PERM, '"apigateway.amazonaws.com"\n  source_arn = "arn:aws:execute-api:us-east-1:123456789012:abcdef/*"', '"*"'), moved(_PERM, "aws_lambda_permission.main", "gateway"))
_MANAGED = block("aws_iam_policy", "main", f'''
  name = "donations"
  policy = {policy(_READ)}
''')
case("iam-managed-policy-widened", "secrets", "a managed policy gets Action *, Resource *", "its statement gets no Sid", _MANAGED, _MANAGED.replace(policy(_READ), policy(allow("*", "*"))), _MANAGED.replace(policy(_READ), policy({k: v for k, v in _READ.items() if k != "Sid"})))
_DOC = '''data "aws_iam_policy_document" "main" {
  statement {
    sid = "Receipts"
    actions = ["s3:GetObject", "s3:PutObject"]
    resources = ["arn:aws:s3:::donations-receipts/*"]
  }
}
'''
_USES = _DOC + _pol("data.aws_iam_policy_document.main.json")
_change("iam-document-widened", "secrets", "a policy document gets secretsmanager:*", "it loses s3:PutObject", _USES, ('["s3:GetObject", "s3:PutObject"]', '["s3:GetObject", "s3:PutObject", "secretsmanager:*"]'), ('["s3:GetObject", "s3:PutObject"]', '["s3:GetObject"]'))
case("iam-access-key", "secrets", "a user with a long-lived access key is made", "a user without a key is made", STAYS, STAYS + (_U := block("aws_iam_user", "ci", '  name = "ci"\n')) + block("aws_iam_access_key", "ci", '  user = "ci"\n'), STAYS + _U,
     doubt="not in the reference's catalogue; the key also ends up in the state")
case("iam-new-role-admin", "secrets", "a new role with Action *", "a new role with one action on one bucket", STAYS,
     STAYS + _ROLE + sub(_pol(policy(allow("*", "*"))), "donations-task", "donations-deploy"),
     STAYS + _ROLE + sub(_pol(policy(allow("s3:GetObject", _BUCKET + "/*"))), "donations-task", "donations-deploy"),
     doubt="the twin is new access too, in the strict sense of CheckNoNewAccess; but a new role with one least-privilege statement is how a service is built")
