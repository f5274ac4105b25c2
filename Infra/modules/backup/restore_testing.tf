# A restore test proves that the bytes come back. Whether they are right is proved by whoever checks the restored resource within the
# validation window and reports with PutRestoreValidationResult; in Steady that is `steady drill restore`.

resource "aws_backup_restore_testing_plan" "this" {
  count = length(var.restore_tests) > 0 ? 1 : 0

  name                = local.name_with_underscores
  schedule_expression = var.restore_test_schedule
  start_window_hours  = 8

  recovery_point_selection {
    algorithm             = var.restore_test_algorithm
    include_vaults        = [aws_backup_vault.this.arn]
    recovery_point_types  = anytrue([for rule in values(var.rules) : rule.continuous]) ? ["CONTINUOUS", "SNAPSHOT"] : ["SNAPSHOT"]
    selection_window_days = var.restore_test_selection_window_days
  }
}

resource "aws_backup_restore_testing_selection" "this" {
  for_each = var.restore_tests

  name                       = each.key
  restore_testing_plan_name  = aws_backup_restore_testing_plan.this[0].name
  protected_resource_type    = each.value.resource_type
  protected_resource_arns    = each.value.resource_arns
  iam_role_arn               = aws_iam_role.restore.arn
  validation_window_hours    = each.value.validation_window_hours
  restore_metadata_overrides = length(each.value.metadata_overrides) > 0 ? each.value.metadata_overrides : null
}
